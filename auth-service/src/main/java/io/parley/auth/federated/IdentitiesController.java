package io.parley.auth.federated;

import io.parley.auth.federated.provider.Providers;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// A user's own identities at providers: seen, linked, unlinked.
@RestController
final class IdentitiesController {

  private final Identities identities;
  private final Providers providers;
  private final Flows flows;
  private final FlowCookie cookie;
  private final Unlinking unlinking;

  IdentitiesController(
      Identities identities,
      Providers providers,
      Flows flows,
      FlowCookie cookie,
      Unlinking unlinking) {
    this.identities = identities;
    this.providers = providers;
    this.flows = flows;
    this.cookie = cookie;
    this.unlinking = unlinking;
  }

  /// @param email as the provider verified it then; null when it did not
  record IdentityView(
      String id,
      String issuer,
      String title,
      @Nullable String email,
      Instant createdAt,
      Instant lastUsedAt) {}

  /// All of them, on one page.
  record Listed(List<IdentityView> items, @Nullable String next) {}

  record LinkRequest(@Nullable String provider, @Nullable String redirect) {}

  /// @param location where the browser goes on
  record Begun(URI location) {}

  @GetMapping("/api/auth/identities")
  Mono<Listed> list(Caller caller) {
    return identities
        .of(caller.user())
        .map(found -> new Listed(found.stream().map(this::view).toList(), null));
  }

  /// With the cookie that binds the way back to this browser. A change, and so asked for with a
  /// proof of origin: nobody links an identity of theirs to somebody else's account.
  @PostMapping("/api/auth/identities")
  Mono<Begun> link(Caller caller, @RequestBody LinkRequest request, ServerWebExchange exchange) {
    var name = request.provider();
    if (name == null) {
      throw ProblemException.invalid("provider", "missing");
    }
    var provider = providers.forLogin(name).orElseThrow(ProblemException::notFound);
    var flow = flows.newFlow(provider, LocalPaths.checked(request.redirect()), caller);
    return flows
        .begin(provider, flow)
        .doOnNext(there -> cookie.set(exchange.getResponse(), flow))
        .map(Begun::new);
  }

  @DeleteMapping("/api/auth/identities/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> unlink(Caller caller, @PathVariable String id) {
    return unlinking.unlink(caller, id);
  }

  private IdentityView view(Identity identity) {
    return new IdentityView(
        identity.id(),
        identity.issuer(),
        providers.titleOf(identity.issuer()),
        identity.email(),
        identity.createdAt(),
        identity.lastUsedAt());
  }
}
