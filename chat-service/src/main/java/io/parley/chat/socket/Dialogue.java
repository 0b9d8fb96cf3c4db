package io.parley.chat.socket;

import io.parley.chat.socket.order.FrameBudget;
import io.parley.chat.socket.setting.SocketSettings;
import io.parley.chat.socket.wire.WireListener;
import io.parley.common.frame.Decoded;
import io.parley.common.frame.FrameCodec;
import io.parley.common.frame.Position;
import io.parley.common.id.ConversationId;
import io.parley.common.problem.CloseCode;
import io.parley.common.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What one session says: counts its frames, reads them and hands them to the dispatcher; and what
/// it has said so far in several frames. Used by the socket's event loop alone, but for what is
/// thread-safe by itself.
final class Dialogue implements WireListener {

  private final Session session;
  private final Dispatcher dispatcher;
  private final Consumer<Dialogue> ended;
  private final FrameBudget budget;
  private final TypingBoard typing = new TypingBoard();
  private @Nullable Map<ConversationId, Position> positions;
  private int named;
  private volatile boolean resuming;

  Dialogue(
      Session session, Dispatcher dispatcher, SocketSettings settings, Consumer<Dialogue> ended) {
    this.session = session;
    this.dispatcher = dispatcher;
    this.ended = ended;
    this.budget =
        new FrameBudget(
            settings.framesPerSecond(),
            settings.framesBurst(),
            settings.invalidFrames(),
            System::nanoTime);
  }

  Session session() {
    return session;
  }

  TypingBoard typing() {
    return typing;
  }

  /// Collects where to go on from.
  ///
  /// @param most that a socket may name in its life
  /// @return false when that is too much, or a resume is under way
  boolean collect(Map<ConversationId, Position> more, int most) {
    named += more.size();
    if (resuming || named > most) {
      positions = null;
      return false;
    }
    var all = positions;
    if (all == null) {
      all = new LinkedHashMap<>();
      positions = all;
    }
    all.putAll(more);
    return true;
  }

  /// What was collected, to be resumed now.
  Map<ConversationId, Position> takePositions() {
    var all = positions;
    positions = null;
    resuming = true;
    return all == null ? Map.of() : all;
  }

  /// The resume is over; by any thread.
  void resumed() {
    resuming = false;
  }

  @Override
  public void text(byte[] utf8) {
    if (session.isClosing()) {
      return;
    }
    if (!budget.take()) {
      session.close(CloseCode.RATE_LIMITED);
      return;
    }
    switch (FrameCodec.decode(utf8)) {
      case Decoded.Good good -> dispatcher.dispatch(this, good.frame());
      case Decoded.Bad bad -> refuse(bad);
    }
  }

  @Override
  public void broken(CloseCode code) {
    session.close(code);
  }

  @Override
  public void closed() {
    ended.accept(this);
  }

  private void refuse(Decoded.Bad bad) {
    session.offer(bad.answer());
    if (bad.problem() == ProblemType.INVALID && budget.spendInvalid()) {
      session.close(CloseCode.PROTOCOL_VIOLATION);
    }
  }
}
