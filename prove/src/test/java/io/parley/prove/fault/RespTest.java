package io.parley.prove.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RespTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+OK\r\n",
        "-ERR no\r\n",
        ":12\r\n",
        "$5\r\na\r\nbc\r\n",
        "$0\r\n\r\n",
        "$-1\r\n",
        "*-1\r\n",
        "*0\r\n",
        "*2\r\n$3\r\nGET\r\n$1\r\na\r\n",
        "*2\r\n*1\r\n:1\r\n$1\r\nx\r\n",
        "_\r\n",
        "#t\r\n",
        ",1.5\r\n",
        "(123\r\n",
        "=5\r\ntxt:a\r\n",
        "~1\r\n:1\r\n",
        "%1\r\n+a\r\n:1\r\n",
        "|1\r\n+a\r\n:1\r\n+value\r\n",
        ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$1\r\np\r\n",
        "PING\r\n"
      })
  void endThenItIsFoundWhenTheValueIsWholeAndNotBefore(String value) {
    var bytes = value.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      assertThat(Resp.end(Unpooled.wrappedBuffer(bytes, 0, length), 0)).isNegative();
    }
    assertThat(Resp.end(Unpooled.copiedBuffer(value + "+NEXT\r\n", UTF_8), 0))
        .isEqualTo(bytes.length);
  }

  @Test
  void wordsThenTheFirstOfACommand() {
    var command = Unpooled.copiedBuffer("*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n$3\r\na\r\n\r\n", UTF_8);

    assertThat(Resp.words(command, 2)).containsExactly("PUBLISH", "c");
    assertThat(Resp.words(Unpooled.copiedBuffer("+OK\r\n", UTF_8), 2)).isEmpty();
  }
}
