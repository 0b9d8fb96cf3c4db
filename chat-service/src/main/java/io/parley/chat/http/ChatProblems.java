package io.parley.chat.http;

import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.TryAgain;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import io.parley.edge.problem.ProblemTranslator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What the errors of the log mean to a client, over REST and over a socket alike.
@Component
public class ChatProblems implements ProblemTranslator {

  @Override
  public @Nullable ProblemException translate(Throwable error) {
    return switch (error) {
      case ProblemException problem -> problem;
      case TryAgain later ->
          ProblemException.tryAgain("Not possible right now, or the outcome is unknown", later)
              .retryAfter(later.after());
      case ContentDiffers _ ->
          new ProblemException(
              ProblemType.CLIENT_MESSAGE_ID_REUSED,
              "clientMessageId: used before (expected: the same content as then, or another id)");
      default -> null;
    };
  }
}
