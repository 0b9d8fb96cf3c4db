package io.parley.auth.internal;

import io.parley.auth.audit.Audit;
import io.parley.auth.token.SigningKeys;
import io.parley.auth.token.SigningKeys.Generation;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// What an operator does with the signing keys (`./parley rotate-keys`): with a service token in
/// the name of `operator`, which only who has the service secret can buy.
@RestController
final class SigningKeysController {

  private static final String OPERATOR = "operator";

  private final SigningKeys keys;
  private final Audit audit;

  SigningKeysController(SigningKeys keys, Audit audit) {
    this.keys = keys;
    this.audit = audit;
  }

  record Generations(List<Generation> items) {}

  @GetMapping("/internal/signing-keys")
  Generations generations(Caller caller) {
    requireOperator(caller);
    return new Generations(keys.generations());
  }

  /// Begins a change of keys; while one is under way, the same answer again.
  @PostMapping("/internal/signing-keys")
  @ResponseStatus(HttpStatus.CREATED)
  Mono<Generation> rotate(Caller caller) {
    requireOperator(caller);
    return keys.rotate()
        .flatMap(
            next ->
                audit
                    .write(
                        Audit.Entry.of("signing.keys.changed")
                            .with("generation", next.generation())
                            .with("activeFrom", next.activeFrom()))
                    .thenReturn(next));
  }

  private static void requireOperator(Caller caller) {
    if (!caller.user().value().equals(OPERATOR)) {
      throw ProblemException.forbidden("Not a token of the operator");
    }
  }
}
