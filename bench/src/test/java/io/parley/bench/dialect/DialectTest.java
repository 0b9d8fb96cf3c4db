package io.parley.bench.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.parley.bench.load.Dialect;
import io.parley.bench.load.Dialect.Heard;
import io.parley.bench.load.Room;
import io.parley.common.frame.ClientFrame;
import io.parley.common.frame.Decoded;
import io.parley.common.frame.FrameCodec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DialectTest {

  private static final Room ROOM = new Room("c1", List.of(0, 1));
  private static final String STAMP = "_000000000000007_";

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"welcome\",\"session\":\"s\"} READY",
        "{\"type\":\"ack\",\"sequence\":1} ACK",
        "{\"type\":\"message\",\"id\":\"m\"} MESSAGE",
        "{\"type\":\"message.edited\",\"id\":\"m\"} OTHER",
        "{\"type\":\"problem\"} REFUSED",
        "{\"type\":\"marks\"} OTHER"
      })
  void hearWhenParleySpeaks(String frame, Heard heard) {
    assertThat(hear(new ParleyDialect(), frame)).isEqualTo(heard);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "0{\"sid\":\"s\"} GREETED",
        "40{\"sid\":\"s\"} READY",
        "2 PINGED",
        "42[\"message\",\"hello\"] MESSAGE",
        "437[\"hello\"] ACK",
        "41 OTHER"
      })
  void hearWhenSocketIoSpeaks(String frame, Heard heard) {
    assertThat(hear(new SocketIoDialect(), frame)).isEqualTo(heard);
  }

  @Test
  void sendWhenParleyThenAFrameOfTheProtocol() {
    var frame = new ParleyDialect().send(ROOM, STAMP, "hello");

    assertThat(FrameCodec.decode(frame.getBytes(UTF_8)))
        .isInstanceOfSatisfying(
            Decoded.Good.class,
            good ->
                assertThat(good.frame())
                    .isInstanceOfSatisfying(
                        ClientFrame.Send.class,
                        send -> {
                          assertThat(send.conversation().value()).isEqualTo("c1");
                          assertThat(send.clientMessageId().value()).isEqualTo(STAMP);
                          assertThat(send.content().text()).isEqualTo(STAMP + " hello");
                        }));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"problem\",\"problem\":\"try-again\",\"retryAfterMillis\":250} 250",
        "{\"type\":\"problem\",\"problem\":\"forbidden\"} 0"
      })
  void pauseWhenParleyRefuses(String frame, long millis) {
    var refusal = Unpooled.wrappedBuffer(frame.getBytes(UTF_8));

    assertThat(new ParleyDialect().pauseMillis(refusal)).isEqualTo(millis);
  }

  @Test
  void sendWhenSocketIoThenACallWithTheMessagesNumber() {
    assertThat(new SocketIoDialect().send(ROOM, STAMP, "hello"))
        .isEqualTo("42000000000000007[\"send\",\"c1\",\"" + STAMP + " hello\"]");
  }

  private static Heard hear(Dialect dialect, String frame) {
    return dialect.hear(Unpooled.wrappedBuffer(frame.getBytes(UTF_8)));
  }
}
