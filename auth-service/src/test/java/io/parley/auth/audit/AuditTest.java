package io.parley.auth.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditTest {

  @Test
  void lineWhenValuesAreHostileThenStaysOneLine() {
    var entry =
        Audit.Entry.of("login.refused")
            .with("name", "eve\r\nlogin.started user=admin")
            .with("address", "10.0.0.1")
            .with("long", "x".repeat(500));

    var line = Audit.line(entry, "r-1");

    assertThat(line)
        .doesNotContain("\n", "\r")
        .startsWith("login.refused name=\"eve??login.started user=admin\"");
    assertThat(line).contains(" address=10.0.0.1 ").endsWith(" request=r-1").hasSizeLessThan(260);
  }
}
