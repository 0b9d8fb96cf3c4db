package io.parley.common.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  @Test
  void closeCodesAreDistinctAndNeverOnesThatProxiesTurn() {
    assertThat(CloseCode.values()).extracting(CloseCode::code).doesNotHaveDuplicates();
    assertThat(CloseCode.values()).extracting(CloseCode::code).doesNotContain(1012, 1013, 1006);
  }

  @Test
  void closeCodesOfOursTellByTheirRangeWhetherToComeBack() {
    assertThat(Arrays.stream(CloseCode.values()).filter(code -> code.code() >= 4000))
        .allSatisfy(code -> assertThat(code.comeBack()).isEqualTo(code.code() < 4500));
  }

  @Test
  void problemsHaveDistinctNamesAndErrorStatuses() {
    assertThat(ProblemType.values()).extracting(ProblemType::wireName).doesNotHaveDuplicates();
    assertThat(ProblemType.values())
        .allSatisfy(type -> assertThat(type.status()).isBetween(400, 599));
  }
}
