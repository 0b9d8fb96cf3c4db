package io.parley.chat.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFrameTest {

  /// As a client has it: a server does not mask.
  private static final WebSocketDecoderConfig CLIENT =
      WebSocketDecoderConfig.newBuilder()
          .expectMaskedFrames(false)
          .maxFramePayloadLength(1 << 20)
          .build();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 255, 256, 65_535, 65_536, 100_000})
  void ofWhenAClientReadsItThenOneTextFrame(int length) {
    var json = "ü".repeat(length / 2) + "x".repeat(length % 2);
    var client = new EmbeddedChannel(new WebSocket13FrameDecoder(CLIENT));

    client.writeInbound(Unpooled.wrappedBuffer(TextFrame.of(json.getBytes(UTF_8))));

    TextWebSocketFrame frame = client.readInbound();
    assertThat(frame.text()).isEqualTo(json);
    assertThat(frame.isFinalFragment()).isTrue();
    assertThat(client.<Object>readInbound()).isNull();
    frame.release();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 65_535, 65_536})
  void jsonThenWhatWentIn(int length) {
    var json = "x".repeat(length);

    assertThat(TextFrame.json(TextFrame.of(json.getBytes(UTF_8)))).isEqualTo(json);
  }
}
