package io.parley.auth.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.parley.auth.secret.MasterKey;
import io.parley.edge.ProblemException;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CursorsTest {

  private final Cursors cursors = new Cursors(new MasterKey(new byte[32]));

  @Test
  void readWhenOfThisQueryThenThePosition() {
    assertThat(cursors.read("a b", cursors.write("a b", "zoë"))).isEqualTo("zoë");
  }

  @Test
  void readWhenOfAnotherQueryOrMadeUpThenBadCursor() {
    var cursor = cursors.write("a", "b");

    refused("", cursor);
    refused("ab", cursor);
    refused("a", cursor + "A");
    refused("a", "***");
    refused("a", "");
    refused("a", Base64.getUrlEncoder().encodeToString(new byte[40]));
    refused("a", "A".repeat(1000));
  }

  private void refused(String query, String cursor) {
    assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> cursors.read(query, cursor));
  }
}
