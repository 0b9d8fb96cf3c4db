package io.parley.chat.socket.handshake;

import io.parley.chat.socket.setting.SocketSettings;
import io.parley.common.id.SessionId;
import io.parley.common.token.TokenKind;
import io.parley.edge.Caller;
import io.parley.edge.Credential;
import io.parley.edge.Credentials;
import io.parley.edge.Origins;
import io.parley.edge.PresentedCredential;
import io.parley.edge.ProblemException;
import io.parley.edge.RatePolicy;
import io.parley.edge.TokenVerifier;
import io.parley.edge.http.RequestContext;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Judges an upgrade request. Refusals, in this order: `unauthenticated`, `forbidden` (the origin,
/// where a cookie is the credential), `invalid` (no upgrade, or other subprotocols),
/// `rate-limited`, `try-again`.
@Component
public final class Admission {

  private static final String SUBPROTOCOL = "parley.v1";
  private static final String VERSION = "13";
  private static final Duration LATER = Duration.ofSeconds(10);

  private final Credentials credentials;
  private final Origins origins;
  private final TokenVerifier tokens;
  private final Tickets tickets;
  private final SocketSlots slots;
  private final int mostSockets;
  private final SecureRandom random = new SecureRandom();

  Admission(
      Credentials credentials,
      Origins origins,
      TokenVerifier tokens,
      Tickets tickets,
      SocketSlots slots,
      SocketSettings settings) {
    this.credentials = credentials;
    this.origins = origins;
    this.tokens = tokens;
    this.tickets = tickets;
    this.slots = slots;
    this.mostSockets = settings.sockets();
  }

  /// Completes with what is to be opened; then the user's slot is taken until [SocketSlots#free].
  public Mono<Admitted> judge(ServerHttpRequest request) {
    var presented = credentials.ofUpgrade(request);
    return presented == null
        ? Mono.error(
            ProblemException.unauthenticated("No credential (expected: Bearer, ticket or cookie)"))
        : caller(presented).flatMap(caller -> admit(request, caller));
  }

  private Mono<Caller> caller(PresentedCredential presented) {
    return presented.kind() == Credential.TICKET
        ? tokens.inspect(presented.token(), TokenKind.TICKET).flatMap(tickets::redeem)
        : tokens
            .verify(presented.token(), TokenKind.ACCESS)
            .map(caller -> caller.by(presented.kind()));
  }

  private Mono<Admitted> admit(ServerHttpRequest request, Caller caller) {
    if (caller.credential() == Credential.COOKIE && !origins.proveSocket(request)) {
      return Mono.error(
          ProblemException.forbidden("Origin: missing or foreign (expected: an allowed one)"));
    }
    return Mono.fromSupplier(() -> admitted(request, caller)).flatMap(this::takeSlot);
  }

  private Admitted admitted(ServerHttpRequest request, Caller caller) {
    checkUpgrade(request);
    return new Admitted(
        newSession(),
        caller,
        request.getHeaders().getFirst(RequestContext.GATEWAY_HEADER),
        subprotocol(request),
        "1".equals(request.getQueryParams().getFirst("resume")));
  }

  private Mono<Admitted> takeSlot(Admitted admitted) {
    return slots
        .take(admitted.caller().user(), admitted.session())
        .flatMap(
            taken ->
                taken
                    ? Mono.just(admitted)
                    : Mono.error(
                        ProblemException.rateLimited(
                            "Sockets: more than " + mostSockets + " of this user",
                            LATER,
                            new RatePolicy("sockets", mostSockets, LATER))));
  }

  private SessionId newSession() {
    var bytes = new byte[15];
    random.nextBytes(bytes);
    return new SessionId("s-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  private static void checkUpgrade(ServerHttpRequest request) {
    var headers = request.getHeaders();
    var isUpgrade =
        request.getMethod() == HttpMethod.GET
            && "websocket".equalsIgnoreCase(headers.getUpgrade())
            && headers.containsHeader("Sec-WebSocket-Key")
            && VERSION.equals(headers.getFirst("Sec-WebSocket-Version"));
    if (!isUpgrade) {
      throw ProblemException.invalid(
          "Upgrade", "none to WebSocket (expected: one of version " + VERSION + ")");
    }
  }

  private static @Nullable String subprotocol(ServerHttpRequest request) {
    List<String> named = request.getHeaders().getOrEmpty("Sec-WebSocket-Protocol");
    if (named.isEmpty()) {
      return null;
    }
    var isNamed =
        named.stream()
            .flatMap(list -> Arrays.stream(list.split(",", -1)))
            .anyMatch(name -> name.strip().equals(SUBPROTOCOL));
    if (!isNamed) {
      throw ProblemException.invalid(
          "Sec-WebSocket-Protocol", "other ones (expected: " + SUBPROTOCOL + ", or none)");
    }
    return SUBPROTOCOL;
  }
}
