package io.parley.chat.socket;

import io.parley.chat.conversation.Sender;
import io.parley.chat.delivery.Receipt;
import io.parley.chat.log.Appended;
import io.parley.chat.log.Draft;
import io.parley.chat.message.MessageService;
import io.parley.chat.socket.order.Lanes;
import io.parley.chat.socket.order.Send;
import io.parley.chat.socket.order.Unanswered;
import io.parley.chat.socket.setting.SocketSettings;
import io.parley.common.frame.ClientFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.problem.ProblemType;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Sends what sessions send, in the order in which they do, and answers each once.
@Component
final class Sending {

  private static final long SOON_MILLIS = 500;

  private final MessageService messages;
  private final int mostUnanswered;
  private final AtomicLong sends = new AtomicLong();

  Sending(MessageService messages, SocketSettings settings) {
    this.messages = messages;
    this.mostUnanswered = settings.unackedSends();
  }

  void send(Session session, ClientFrame.Send frame) {
    var lanes = session.lanes();
    var earlier = lanes.refusalOf(frame.conversation(), frame.clientMessageId());
    if (earlier != null) {
      session.offer(Problems.same(earlier, frame.ref(), frame.clientMessageId()));
      return;
    }
    var send = prepared(session, frame);
    if (mostUnanswered > 0 && session.acks().messages() >= mostUnanswered) {
      var problem = tooMany(send.unanswered());
      lanes.turnAway(send, problem);
      session.offer(problem);
      return;
    }
    session.acks().add(send.unanswered());
    var first = lanes.enter(send);
    if (first != null) {
      begin(session, lanes, first);
    }
  }

  private Send prepared(Session session, ClientFrame.Send frame) {
    var unanswered =
        Unanswered.message(
            frame.ref(),
            frame.conversation(),
            frame.clientMessageId(),
            Draft.messageKey(session.user(), frame.clientMessageId()));
    var sender = new Sender(session.user(), session.session());
    return new Send(
        sends.incrementAndGet(),
        unanswered,
        messages.admit(sender, frame.conversation(), frame.clientMessageId(), frame.content()));
  }

  private void begin(Session session, Lanes lanes, Send send) {
    var passed = new AtomicBoolean();
    session.run(
        send.admission()
            .flatMap(
                stored -> {
                  // Subscribed to before the next one may begin, so that answers keep their order
                  var answered = answer(session, lanes, send, stored);
                  passed.set(true);
                  return Mono.when(answered, Mono.fromRunnable(() -> next(session, lanes, send)));
                })
            .onErrorResume(
                error -> {
                  failed(session, lanes, send, error);
                  return passed.get()
                      ? Mono.empty()
                      : Mono.fromRunnable(() -> next(session, lanes, send));
                }));
  }

  private Mono<Void> answer(Session session, Lanes lanes, Send send, Mono<Appended> stored) {
    return stored
        .doOnNext(appended -> ack(session, send.unanswered(), appended))
        .onErrorResume(
            error -> {
              failed(session, lanes, send, error);
              return Mono.empty();
            })
        .then();
  }

  private void next(Session session, Lanes lanes, Send done) {
    var next = lanes.next(done);
    if (next != null) {
      begin(session, lanes, next);
    }
  }

  private static void ack(Session session, Unanswered unanswered, Appended appended) {
    session.ack(unanswered, Receipt.of(appended.event()), appended.duplicate());
  }

  private void failed(Session session, Lanes lanes, Send send, Throwable error) {
    var problem = Problems.of(error, send.unanswered());
    if (problem.retryAfterMillis() != null) {
      refuse(session, lanes, send, problem);
    } else {
      tell(session, send, problem);
    }
  }

  /// Refuses a send that is to come again, and with it those that wait behind it.
  private void refuse(Session session, Lanes lanes, Send send, ServerFrame.Problem problem) {
    var also = lanes.refuse(send, problem);
    if (!tell(session, send, problem)) {
      lanes.answered(send);
      answered(session, send.unanswered());
    }
    also.forEach(one -> tell(session, one, Problems.same(problem, one.unanswered())));
  }

  /// The `ack` came by an earlier attempt, so this one does not come again.
  private void answered(Session session, Unanswered unanswered) {
    messages.known(
        unanswered.conversation(),
        session.user(),
        session.session(),
        Objects.requireNonNull(unanswered.clientMessageId()));
  }

  /// @return whether that was its answer
  private static boolean tell(Session session, Send send, ServerFrame.Problem problem) {
    var first = session.acks().refuse(send.unanswered());
    if (first) {
      session.offer(problem);
    }
    return first;
  }

  private ServerFrame.Problem tooMany(Unanswered unanswered) {
    return new ServerFrame.Problem(
        unanswered.ref(),
        ProblemType.RATE_LIMITED,
        "Sends without an answer: "
            + (mostUnanswered + 1)
            + " (expected: at most "
            + mostUnanswered
            + ")",
        SOON_MILLIS,
        unanswered.clientMessageId());
  }
}
