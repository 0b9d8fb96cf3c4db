package io.parley.chat.socket;

import io.netty.channel.Channel;
import io.parley.chat.delivery.Audience;
import io.parley.chat.delivery.Feeds;
import io.parley.chat.presence.SessionPresence;
import io.parley.chat.presence.Watches;
import io.parley.chat.socket.handshake.Admission;
import io.parley.chat.socket.handshake.Admitted;
import io.parley.chat.socket.handshake.SocketSlots;
import io.parley.chat.socket.setting.SocketSettings;
import io.parley.chat.socket.wire.Outbox;
import io.parley.chat.socket.wire.Wire;
import io.parley.common.problem.CloseCode;
import io.parley.edge.ProblemException;
import io.parley.edge.RevokedLogins;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.ChannelOperations;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;

/// Opens sockets at `/ws`: judges the request, answers 101 or a problem, and then leaves the
/// channel to a [Wire].
@Component
final class SocketEndpoint implements WebHandler {

  private static final Duration RESUME_WITHIN = Duration.ofSeconds(10);

  private final Admission admission;
  private final SocketSlots slots;
  private final Drain drain;
  private final Rush rush;
  private final Parts parts;
  private final SocketSettings settings;
  private final Clock clock;

  SocketEndpoint(
      Admission admission,
      SocketSlots slots,
      Drain drain,
      Rush rush,
      Parts parts,
      SocketSettings settings,
      Clock clock) {
    this.admission = admission;
    this.slots = slots;
    this.drain = drain;
    this.rush = rush;
    this.parts = parts;
    this.settings = settings;
    this.clock = clock;
  }

  /// What a session is connected with.
  @Component
  record Parts(
      Feeds feeds,
      Audience audience,
      Dispatcher dispatcher,
      Entrance entrance,
      Renewal renewal,
      Typist typist,
      Sessions sessions,
      SessionPresence presence,
      Watches watches,
      RevokedLogins revoked) {}

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    if (drain.isDraining()) {
      return Mono.error(ProblemException.tryAgain("This node is going away"));
    }
    return whole(exchange.getRequest())
        .then(rush.admitting(admission.judge(exchange.getRequest())))
        .flatMap(admitted -> upgrade(exchange.getResponse(), admitted));
  }

  /// Completes at the end of the request. Whoever upgrades earlier keeps its timer running, which
  /// then ends the socket as a request that never came as a whole.
  private static Mono<Void> whole(ServerHttpRequest request) {
    return request.getBody().doOnNext(DataBufferUtils::release).then();
  }

  /// A slot whose socket does not come to life is given back.
  private Mono<Void> upgrade(ServerHttpResponse response, Admitted admitted) {
    var alive = new AtomicBoolean();
    return upgrade(response, admitted, alive)
        .doFinally(
            _ -> {
              if (!alive.get()) {
                drain.run(slots.free(admitted.caller().user(), admitted.session()));
              }
            });
  }

  private Mono<Void> upgrade(ServerHttpResponse response, Admitted admitted, AtomicBoolean alive) {
    HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
    var spec = WebsocketServerSpec.builder().maxFramePayloadLength(frameBytes());
    if (admitted.subprotocol() != null) {
      spec.protocols(admitted.subprotocol());
    }
    // On the channel's own loop nothing can be read between the 101 and the wire that takes it over
    var loop = Schedulers.fromExecutor(((ChannelOperations<?, ?>) netty).channel().eventLoop());
    return response
        .setComplete()
        .publishOn(loop)
        .then(
            Mono.defer(
                () ->
                    netty.sendWebsocket(
                        (in, _) -> {
                          var channel = channel(in);
                          alive.set(channel.isActive());
                          return alive.get() ? live(channel, admitted) : Mono.empty();
                        },
                        spec.build())));
  }

  /// The life of the socket: complete when its channel is closed.
  private Mono<Void> live(Channel channel, Admitted admitted) {
    var outbox = new Outbox(settings.outboxFrames(), settings.outboxSize().toBytes());
    var now = clock.instant();
    var life =
        new Life(
            now,
            admitted.caller().expiresAt(),
            admitted.resumes() ? now.plus(RESUME_WITHIN) : null);
    var session = new Session(admitted, outbox, life, parts.feeds()::of);
    var dialogue = new Dialogue(session, parts.dispatcher(), settings, this::end);
    var wire = Wire.open(channel, outbox, dialogue, frameBytes());
    session.connect(wire);
    begin(dialogue, admitted);
    wire.watch();
    return wire.whenClosed();
  }

  private void begin(Dialogue dialogue, Admitted admitted) {
    var session = dialogue.session();
    parts.sessions().add(dialogue);
    parts.presence().opened(session.presence(false));
    if (parts.revoked().isRevoked(session.login())) {
      session.close(CloseCode.REVOKED);
    } else if (drain.isDraining()) {
      session.close(CloseCode.SHUTTING_DOWN);
    } else if (admitted.resumes()) {
      parts.renewal().welcome(session, null);
      session.hold(false);
    } else {
      session.run(
          parts
              .entrance()
              .enter(session, () -> parts.renewal().welcome(session, null))
              .doOnSuccess(_ -> session.hold(false)));
    }
  }

  private int frameBytes() {
    return Math.toIntExact(settings.frameSize().toBytes());
  }

  private static Channel channel(WebsocketInbound in) {
    return ((ChannelOperations<?, ?>) in).channel();
  }

  /// Gives back everything that a session took.
  private void end(Dialogue dialogue) {
    var session = dialogue.session();
    parts.sessions().remove(dialogue);
    parts.typist().endAll(session, dialogue.typing());
    parts.presence().closed(session.session(), reason(session));
    parts.watches().forget(session.session());
    session.ended();
    parts.audience().leave(session.attachments());
    drain.run(slots.free(session.user(), session.session()));
  }

  private static SessionPresence.Reason reason(Session session) {
    return session.closing() == CloseCode.REVOKED
        ? SessionPresence.Reason.LOGOUT
        : SessionPresence.Reason.CLOSED;
  }
}
