package io.parley.chat.socket;

import io.parley.chat.conversation.Sender;
import io.parley.chat.delivery.Receipt;
import io.parley.chat.log.Appended;
import io.parley.chat.mark.MarkService;
import io.parley.chat.message.MessageChanges;
import io.parley.chat.presence.SessionPresence;
import io.parley.chat.presence.Watches;
import io.parley.chat.socket.order.Unanswered;
import io.parley.common.frame.ClientFrame;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Gives each frame to the feature that it is for, and its outcome back to the session.
@Component
final class Dispatcher {

  private static final int POSITIONS = 20_000;

  private final Sending sending;
  private final MessageChanges changes;
  private final MarkService marks;
  private final Typist typist;
  private final Watches watches;
  private final SessionPresence presence;
  private final Renewal renewal;
  private final Entrance entrance;
  private final Clock clock;

  Dispatcher(
      Sending sending,
      MessageChanges changes,
      MarkService marks,
      Typist typist,
      Watches watches,
      SessionPresence presence,
      Renewal renewal,
      Entrance entrance,
      Clock clock) {
    this.sending = sending;
    this.changes = changes;
    this.marks = marks;
    this.typist = typist;
    this.watches = watches;
    this.presence = presence;
    this.renewal = renewal;
    this.entrance = entrance;
    this.clock = clock;
  }

  void dispatch(Dialogue in, ClientFrame frame) {
    var session = in.session();
    switch (frame) {
      case ClientFrame.Send send -> sending.send(session, send);
      case ClientFrame.Edit edit -> edit(session, edit);
      case ClientFrame.Delete delete -> delete(session, delete);
      case ClientFrame.React react -> react(session, react);
      case ClientFrame.Mark mark ->
          quietly(
              session,
              mark.ref(),
              Mono.defer(
                  () ->
                      marks.mark(
                          sender(session), mark.conversation(), mark.delivered(), mark.read())));
      case ClientFrame.Typing typing ->
          quietly(session, typing.ref(), typist.typing(session, in.typing(), typing));
      case ClientFrame.Watch watch -> quietly(session, watch.ref(), watch(session, watch.users()));
      case ClientFrame.SetPresence state -> presence.changed(session.presence(state.away()));
      case ClientFrame.Resume resume -> resume(in, resume);
      case ClientFrame.Auth auth ->
          quietly(session, auth.ref(), renewal.renew(session, auth.token(), auth.ref()));
      case ClientFrame.Ping ping ->
          session.offer(new ServerFrame.Pong(ping.ref(), clock.instant()));
    }
  }

  private Mono<Void> watch(Session session, List<UserId> users) {
    return watches.watch(
        session.session(),
        session.user(),
        users,
        presence -> session.offer(new ServerFrame.PresenceChanged(presence)));
  }

  private void edit(Session session, ClientFrame.Edit frame) {
    if (isElsewhere(session, frame.conversation().equals(frame.message().conversation()), frame)) {
      return;
    }
    change(
        session,
        Unanswered.change(frame.ref(), frame.message(), EventFrame.MessageEdited.class),
        changes.edit(
            sender(session),
            frame.conversation(),
            frame.message(),
            frame.text(),
            frame.mentions()));
  }

  private void delete(Session session, ClientFrame.Delete frame) {
    if (isElsewhere(session, frame.conversation().equals(frame.message().conversation()), frame)) {
      return;
    }
    change(
        session,
        Unanswered.change(frame.ref(), frame.message(), EventFrame.MessageDeleted.class),
        changes.delete(sender(session), frame.conversation(), frame.message()));
  }

  private void react(Session session, ClientFrame.React frame) {
    if (isElsewhere(session, frame.conversation().equals(frame.message().conversation()), frame)) {
      return;
    }
    change(
        session,
        Unanswered.change(frame.ref(), frame.message(), EventFrame.Reacted.class),
        changes.react(
            sender(session), frame.conversation(), frame.message(), frame.emoji(), frame.on()));
  }

  private void change(Session session, Unanswered unanswered, Mono<Appended> change) {
    session.acks().add(unanswered);
    session.run(
        change
            .doOnNext(
                appended ->
                    session.ack(unanswered, Receipt.of(appended.event()), appended.duplicate()))
            .onErrorResume(
                error -> {
                  if (session.acks().refuse(unanswered)) {
                    session.offer(Problems.of(error, unanswered));
                  }
                  return Mono.empty();
                }));
  }

  /// A message of another conversation is not found in this one.
  private static boolean isElsewhere(Session session, boolean here, ClientFrame frame) {
    if (!here) {
      session.offer(
          new ServerFrame.Problem(
              frame.ref(),
              ProblemType.NOT_FOUND,
              "There is no such thing, or not for you",
              null,
              null));
    }
    return !here;
  }

  private void resume(Dialogue in, ClientFrame.Resume frame) {
    var session = in.session();
    session.life().resumed();
    if (!in.collect(frame.positions(), POSITIONS)) {
      session.offer(
          new ServerFrame.Problem(
              frame.ref(),
              ProblemType.INVALID,
              "positions: too many, or while others are resumed (expected: at most "
                  + POSITIONS
                  + " on a socket, one resume at a time)",
              null,
              null));
    } else if (!frame.more()) {
      session.run(
          entrance
              .resume(session, in.takePositions(), frame.pending(), frame.ref())
              .doFinally(_ -> in.resumed()));
    }
  }

  /// What has no answer but a problem.
  private static void quietly(Session session, @Nullable String ref, Mono<?> action) {
    session.run(
        action
            .then()
            .onErrorResume(
                error -> {
                  session.offer(Problems.of(error, ref, null));
                  return Mono.empty();
                }));
  }

  private static Sender sender(Session session) {
    return new Sender(session.user(), session.session());
  }
}
