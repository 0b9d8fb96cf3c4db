package io.parley.auth.paging;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.parley.auth.secret.MasterKey;
import io.parley.auth.secret.Randomness;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.nio.charset.StandardCharsets;

/// Signed cursors against whatever text a query brings: none that was made up is one.
/// `deploy/bin/fuzz` searches on; without it the kept inputs are run.
class CursorsFuzzTest {

  /// With a key that nobody knows.
  private static final Cursors CURSORS = new Cursors(new MasterKey(new Randomness().bytes(32)));

  @FuzzTest
  void read(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    assertThatThrownBy(() -> CURSORS.read("ada", text))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused ->
                org.assertj.core.api.Assertions.assertThat(refused.type())
                    .isEqualTo(ProblemType.BAD_CURSOR));
  }
}
