package io.parley.gateway.socket;

import io.parley.common.token.TokenKind;
import io.parley.edge.Caller;
import io.parley.edge.Credential;
import io.parley.edge.Credentials;
import io.parley.edge.Origins;
import io.parley.edge.PresentedCredential;
import io.parley.edge.ProblemException;
import io.parley.edge.TokenVerifier;
import java.util.Arrays;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Judges an upgrade by what it carries (protocol, section 4): credential, then origin, then
/// subprotocol. The chat node judges again, by what only it knows.
@Component
class UpgradeJudge {

  private static final String SUBPROTOCOL = "parley.v1";
  private static final String SUBPROTOCOL_HEADER = "Sec-WebSocket-Protocol";

  private final TokenVerifier verifier;
  private final Credentials credentials;
  private final Origins origins;

  UpgradeJudge(TokenVerifier verifier, Credentials credentials, Origins origins) {
    this.verifier = verifier;
    this.credentials = credentials;
    this.origins = origins;
  }

  /// Completes when nothing is wrong; errors with the problem otherwise.
  Mono<Void> judge(ServerHttpRequest request) {
    var presented = credentials.ofUpgrade(request);
    if (presented == null) {
      return Mono.error(
          ProblemException.unauthenticated("No credential (expected: Bearer, ticket or cookie)"));
    }
    return verify(presented).then(Mono.defer(() -> judgeRest(request, presented.kind())));
  }

  private Mono<Caller> verify(PresentedCredential presented) {
    var kind = presented.kind() == Credential.TICKET ? TokenKind.TICKET : TokenKind.ACCESS;
    return verifier.verify(presented.token(), kind);
  }

  private Mono<Void> judgeRest(ServerHttpRequest request, Credential kind) {
    if (kind == Credential.COOKIE && !origins.proveSocket(request)) {
      return Mono.error(
          ProblemException.forbidden("No proof of origin (expected: an allowed Origin)"));
    }
    return namesOurs(request)
        ? Mono.empty()
        : Mono.error(
            ProblemException.invalid(
                SUBPROTOCOL_HEADER, "only unknown names (expected: " + SUBPROTOCOL + ", or none)"));
  }

  private static boolean namesOurs(ServerHttpRequest request) {
    var named = request.getHeaders().getOrEmpty(SUBPROTOCOL_HEADER);
    return named.isEmpty()
        || named.stream()
            .flatMap(line -> Arrays.stream(line.split(",", -1)))
            .anyMatch(name -> name.strip().equals(SUBPROTOCOL));
  }
}
