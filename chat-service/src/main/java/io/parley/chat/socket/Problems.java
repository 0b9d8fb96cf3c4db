package io.parley.chat.socket;

import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.TryAgain;
import io.parley.chat.socket.order.Unanswered;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ClientMessageId;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says errors in the words of the protocol; what it does not know is `internal`, logged here and
/// told to nobody.
final class Problems {

  private static final Logger log = LoggerFactory.getLogger(Problems.class);

  private Problems() {}

  static ServerFrame.Problem of(Throwable error, Unanswered of) {
    return of(error, of.ref(), of.clientMessageId());
  }

  static ServerFrame.Problem of(
      Throwable error, @Nullable String ref, @Nullable ClientMessageId id) {
    return switch (error) {
      case ProblemException problem ->
          new ServerFrame.Problem(
              ref, problem.type(), problem.detail(), millis(problem.retryAfter()), id);
      case TryAgain later ->
          new ServerFrame.Problem(
              ref,
              ProblemType.TRY_AGAIN,
              "Not stored for certain: send it again",
              millis(later.after()),
              id);
      case ContentDiffers _ ->
          new ServerFrame.Problem(
              ref,
              ProblemType.CLIENT_MESSAGE_ID_REUSED,
              "clientMessageId: used before for other content",
              null,
              id);
      default -> {
        log.error("a frame could not be answered", error);
        yield new ServerFrame.Problem(
            ref, ProblemType.INTERNAL, "Something went wrong on our side", null, id);
      }
    };
  }

  /// The same refusal for another send.
  static ServerFrame.Problem same(ServerFrame.Problem as, Unanswered of) {
    return same(as, of.ref(), of.clientMessageId());
  }

  static ServerFrame.Problem same(
      ServerFrame.Problem as, @Nullable String ref, @Nullable ClientMessageId id) {
    return new ServerFrame.Problem(ref, as.problem(), as.detail(), as.retryAfterMillis(), id);
  }

  private static @Nullable Long millis(@Nullable Duration wait) {
    return wait == null ? null : wait.toMillis();
  }
}
