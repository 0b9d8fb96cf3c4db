package io.parley.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementTest {

  @Test
  void jvmOptionsThenOneProcessorOnlyWhereServersShareOne() {
    assertThat(new Placement("0", "1-3").jvmOptions())
        .containsExactly("-XX:ActiveProcessorCount=1");
    assertThat(new Placement("0-1", "2-3").jvmOptions()).isEmpty();
    assertThat(new Placement("0,1", "2,3").jvmOptions()).isEmpty();
    assertThat(new Placement("", "").jvmOptions()).isEmpty();
  }
}
