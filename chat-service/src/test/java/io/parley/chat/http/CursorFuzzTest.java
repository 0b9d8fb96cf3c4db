package io.parley.chat.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.nio.charset.StandardCharsets;

/// Cursors against whatever text a query brings: each is the position that was written into it, or
/// `bad-cursor`. `deploy/bin/fuzz` searches on; without it the kept inputs are run.
class CursorFuzzTest {

  private static final String QUERY = "members of g1";

  @FuzzTest
  void position(byte[] bytes) {
    var text = new String(bytes, StandardCharsets.UTF_8);
    try {
      var position = Cursor.position(QUERY, text);
      assertThat(Cursor.position(QUERY, Cursor.of(QUERY, position))).isEqualTo(position);
    } catch (ProblemException refused) {
      assertThat(refused.type()).isEqualTo(ProblemType.BAD_CURSOR);
    }
  }
}
