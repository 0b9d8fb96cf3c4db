package io.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoAddressTest {

  @ParameterizedTest
  @CsvSource({
    "mongodb://a:1, mongodb://a:1/x",
    "mongodb://a:1/, mongodb://a:1/x",
    "mongodb://u:p@a:1/other?w=majority, mongodb://u:p@a:1/x?w=majority",
    "mongodb://a:1/?directConnection=true, mongodb://a:1/x?directConnection=true",
  })
  void databaseThenItReplacesTheOneThatWasThere(String server, String expected) {
    assertThat(new MongoAddress(server, "a test", false).database("x")).isEqualTo(expected);
  }
}
