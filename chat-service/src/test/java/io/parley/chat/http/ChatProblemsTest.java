package io.parley.chat.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.log.ContentDiffers;
import io.parley.chat.log.TryAgain;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ChatProblemsTest {

  private final ChatProblems problems = new ChatProblems();

  @Test
  void translateThenWhatTheLogMeansAndNothingInternal() {
    var later = problems.translate(new TryAgain("host db-3 is away", Duration.ofSeconds(2), null));
    assertThat(later).isNotNull();
    assertThat(later.type()).isEqualTo(ProblemType.TRY_AGAIN);
    assertThat(later.retryAfter()).isEqualTo(Duration.ofSeconds(2));
    assertThat(later.detail()).doesNotContain("db-3");
    var reused = problems.translate(new ContentDiffers("ada:m1"));
    assertThat(reused).isNotNull();
    assertThat(reused.type()).isEqualTo(ProblemType.CLIENT_MESSAGE_ID_REUSED);
    var own = ProblemException.notFound();
    assertThat(problems.translate(own)).isSameAs(own);
    assertThat(problems.translate(new IllegalStateException())).isNull();
  }
}
