package io.parley.gateway.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StaticFilesTest {

  private final StaticFiles files = new StaticFiles();

  @Test
  void fileWhenHashedThenImmutableAndPacked() {
    var file = files.at("/assets/app-0a1b2c3d.js");

    assertThat(file).isNotNull();
    assertThat(file.caching().getHeaderValue()).contains("immutable").contains("max-age=31536000");
    assertThat(file.type().toString()).isEqualTo("text/javascript;charset=UTF-8");
    assertThat(file.gzip()).isNotNull().hasSizeLessThan(file.content().length);
  }

  @Test
  void fileWhenIndexThenAskedForEachTime() {
    var index = files.at("/");

    assertThat(index).isNotNull();
    assertThat(index.caching().getHeaderValue()).isEqualTo("no-cache");
    assertThat(index.type().toString()).startsWith("text/html");
    assertThat(files.at("/index.html")).isNull();
    assertThat(files.at("/icon.svg")).isNotNull();
  }

  @Test
  void fileWhenPathIsNoneThenNull() {
    assertThat(files.at("/assets/../gateway.yml")).isNull();
    assertThat(files.at("/assets")).isNull();
    assertThat(files.at("/api/openapi.json")).isNotNull();
  }
}
