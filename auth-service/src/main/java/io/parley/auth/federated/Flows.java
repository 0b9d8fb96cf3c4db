package io.parley.auth.federated;

import io.parley.auth.federated.provider.CodeFlow;
import io.parley.auth.federated.provider.CodeFlow.Binding;
import io.parley.auth.federated.provider.Provider;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.secret.Randomness;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.edge.setting.EdgeSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Starts flows and judges what comes back. Each provider has a return address of its own, beside
/// the issuer that it may name (RFC 9700, 4.4), so that no answer of one counts as another's.
@Component
final class Flows {

  private static final int STATE_BYTES = 32;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final CodeFlow codeFlow;
  private final FlowStates states;
  private final Randomness random;
  private final Clock clock;
  private final SecretKeySpec key;
  private final String origin;

  Flows(
      CodeFlow codeFlow,
      FlowStates states,
      Randomness random,
      Clock clock,
      MasterKey master,
      EdgeSettings settings) {
    this.codeFlow = codeFlow;
    this.states = states;
    this.random = random;
    this.clock = clock;
    this.key = master.hmacKey("federated flow secrets");
    this.origin = settings.publicOrigin().getFirst().strip().replaceAll("/+$", "");
  }

  /// What the browser brought back, each parameter once at most.
  record Returned(
      @Nullable String state,
      @Nullable String code,
      @Nullable String error,
      @Nullable String issuer) {

    @Override
    public String toString() {
      return "Returned";
    }
  }

  /// @param caller who links an identity; null for a login
  Flow newFlow(Provider provider, String redirect, @Nullable Caller caller) {
    return new Flow(
        provider.settings().name(),
        TEXT.encodeToString(random.bytes(STATE_BYTES)),
        redirect,
        caller == null ? null : caller.user(),
        caller == null ? null : caller.login(),
        clock.instant().plus(FlowCookie.LIFE));
  }

  /// Where the browser goes. Errors with `try-again` while the provider is away.
  Mono<URI> begin(Provider provider, Flow flow) {
    return codeFlow.begin(provider, binding(flow));
  }

  /// The flow that goes on with this return, used up by it. Errors with `forbidden` when this
  /// browser did not start it, or it was used or is another provider's; with `try-again` when the
  /// provider is away.
  Mono<Flow> fresh(Provider provider, @Nullable Flow flow, Returned returned) {
    if (flow == null
        || !flow.provider().equals(provider.settings().name())
        || !isSame(flow.state(), returned.state())) {
      return Mono.error(
          ProblemException.forbidden("This login was not started in this browser, or is over"));
    }
    return codeFlow
        .mayBeOf(provider, returned.issuer())
        .filter(Boolean::booleanValue)
        .filterWhen(its -> states.use(flow))
        .map(its -> flow)
        .switchIfEmpty(
            Mono.error(() -> ProblemException.forbidden("This login is another's, or was used")));
  }

  /// What the provider says of whoever came back. Errors with `unauthenticated` when it refused or
  /// its word does not count; with `try-again` when it is away.
  Mono<Statement> said(Provider provider, Flow flow, Returned returned) {
    var code = returned.code();
    return code == null || code.isEmpty() || returned.error() != null
        ? Mono.error(ProblemException.unauthenticated("The provider did not log you in"))
        : codeFlow.finish(provider, binding(flow), code);
  }

  private Binding binding(Flow flow) {
    return new Binding(
        flow.state(),
        secret("nonce", flow),
        secret("verifier", flow),
        URI.create(origin + "/api/auth/oidc/" + flow.provider() + "/callback"));
  }

  /// Known to nobody who has the state alone.
  private String secret(String purpose, Flow flow) {
    return TEXT.encodeToString(
        MasterKey.hmac(
            key,
            (purpose + " " + flow.provider() + " ").getBytes(StandardCharsets.UTF_8),
            flow.state().getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean isSame(String state, @Nullable String returned) {
    return returned != null
        && MessageDigest.isEqual(
            state.getBytes(StandardCharsets.UTF_8), returned.getBytes(StandardCharsets.UTF_8));
  }
}
