package io.parley.chat.socket;

import io.parley.chat.delivery.Attachments;
import io.parley.chat.delivery.Outgoing;
import io.parley.chat.delivery.Receipt;
import io.parley.chat.delivery.Recipient;
import io.parley.chat.socket.handshake.Admitted;
import io.parley.chat.socket.order.Acks;
import io.parley.chat.socket.order.Lanes;
import io.parley.chat.socket.order.Unanswered;
import io.parley.chat.socket.wire.Outbox;
import io.parley.chat.socket.wire.Wire;
import io.parley.common.bus.Presence;
import io.parley.common.bus.PresenceSession;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.LoginId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.common.problem.CloseCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// One live socket of a user: what it gets, what it waits for, and the work that is done for it,
/// which ends with it.
final class Session implements Recipient {

  private static final Duration GRACE = Duration.ofSeconds(3);

  /// A client that did not read for a while needs time to come to the close frame.
  private static final Duration SLOW_GRACE = Duration.ofSeconds(15);

  private static final int MOST_TASKS = 128;

  private final Admitted admitted;
  private final Outbox outbox;
  private final Acks acks = new Acks();
  private final Lanes lanes = new Lanes();
  private final Disposable.Composite work = Disposables.composite();
  private final AtomicInteger tasks = new AtomicInteger();
  private final AtomicReference<@Nullable CloseCode> closing = new AtomicReference<>();
  private final Life life;
  private final Attachments attachments;
  private volatile @Nullable Wire wire;

  Session(
      Admitted admitted, Outbox outbox, Life life, Function<Recipient, Attachments> attachments) {
    this.admitted = admitted;
    this.outbox = outbox;
    this.life = life;
    this.attachments = attachments.apply(this);
  }

  /// Connects it with its socket; frames that were offered before leave now.
  void connect(Wire to) {
    wire = to;
    to.wake();
  }

  @Override
  public SessionId session() {
    return admitted.session();
  }

  @Override
  public UserId user() {
    return admitted.caller().user();
  }

  LoginId login() {
    return admitted.caller().login();
  }

  /// As presence-service has to know it.
  PresenceSession presence(boolean away) {
    return new PresenceSession(
        session(), user(), away ? Presence.State.AWAY : Presence.State.ONLINE);
  }

  @Nullable String gateway() {
    return admitted.gateway();
  }

  Attachments attachments() {
    return attachments;
  }

  Acks acks() {
    return acks;
  }

  Lanes lanes() {
    return lanes;
  }

  Life life() {
    return life;
  }

  void offer(ServerFrame frame) {
    offer(Outgoing.of(frame));
  }

  @Override
  public void offer(Outgoing frame) {
    var to = taken(frame);
    if (to != null) {
      to.wake();
    }
  }

  @Override
  public void offerSoon(Outgoing frame) {
    var to = taken(frame);
    if (to != null) {
      to.wakeSoon();
    }
  }

  /// @return the wire to wake; null when there is none yet, or no room
  private @Nullable Wire taken(Outgoing frame) {
    if (outbox.offer(frame)) {
      return wire;
    }
    close(CloseCode.SLOW_CONSUMER);
    return null;
  }

  @Override
  public boolean stored(Receipt receipt) {
    synchronized (acks) {
      var refused = acks.takeRefused(receipt);
      if (refused) {
        lanes.stored(receipt);
      }
      var unanswered = acks.take(receipt);
      if (unanswered != null) {
        offerAck(unanswered, receipt, false);
        return true;
      }
      return !refused;
    }
  }

  @Override
  public boolean acked(ConversationId conversation, long sequence) {
    return acks.isKnown(conversation, sequence);
  }

  @Override
  public Mono<Void> room() {
    return outbox.room();
  }

  /// Answers what was stored, unless it has its answer. One who finds that it has may be sure that
  /// the `ack` is on its way already, hence the lock.
  void ack(Unanswered unanswered, Receipt receipt, boolean duplicate) {
    synchronized (acks) {
      if (acks.end(unanswered)) {
        acks.takeRefused(receipt);
        offerAck(unanswered, receipt, duplicate);
      }
    }
  }

  private void offerAck(Unanswered unanswered, Receipt receipt, boolean duplicate) {
    if (!duplicate && !attachments.isLive(receipt.conversation())) {
      acks.remember(receipt.conversation(), receipt.sequence());
    }
    offer(Acks.frame(unanswered, receipt, duplicate));
  }

  /// Begins work that ends with the session and handles its errors itself. While too much is going
  /// on, the client has to wait with further frames.
  void run(Mono<?> task) {
    var slot = Disposables.swap();
    if (!work.add(slot)) {
      return;
    }
    if (tasks.incrementAndGet() == MOST_TASKS) {
      hold(true);
    }
    slot.update(task.doFinally(_ -> done(slot)).subscribe());
  }

  private void done(Disposable slot) {
    work.remove(slot);
    if (tasks.decrementAndGet() == MOST_TASKS / 2) {
      hold(false);
    }
  }

  private void release() {
    work.dispose();
    attachments.close();
  }

  /// Says goodbye and closes; only the first reason counts. The rest of the ending is done by
  /// another thread: a feed that is locked may call this.
  void close(CloseCode code) {
    if (closing.compareAndSet(null, code)) {
      var to = wire;
      if (to != null) {
        to.close(code, code == CloseCode.SLOW_CONSUMER ? SLOW_GRACE : GRACE);
      }
      Schedulers.parallel().schedule(this::release);
    }
  }

  /// Why the session ended on the server's side; null while it lives.
  @Nullable CloseCode closing() {
    return closing.get();
  }

  boolean isClosing() {
    return closing.get() != null;
  }

  /// The socket is gone, whoever closed it.
  void ended() {
    closing.compareAndSet(null, CloseCode.NORMAL);
    release();
  }

  void ping() {
    var to = wire;
    if (to != null) {
      to.ping();
    }
  }

  Duration silence() {
    var to = wire;
    return to == null ? Duration.ZERO : to.silence();
  }

  Duration stalled() {
    var to = wire;
    return to == null ? Duration.ZERO : to.stalled();
  }

  /// Lets the client wait with further frames, or not any more.
  void hold(boolean held) {
    var to = wire;
    if (to == null) {
      return;
    }
    if (held) {
      to.pause();
    } else {
      to.resume();
    }
  }
}
