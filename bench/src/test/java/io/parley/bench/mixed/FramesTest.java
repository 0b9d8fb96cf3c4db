package io.parley.bench.mixed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bench.mixed.Frames.Position;
import io.parley.common.frame.ClientFrame;
import io.parley.common.frame.Decoded;
import io.parley.common.frame.FrameCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FramesTest {

  @Test
  void writeThenFramesOfTheProtocol() {
    assertThat(decoded(Frames.typing("c1", true)))
        .isInstanceOfSatisfying(
            ClientFrame.Typing.class, typing -> assertThat(typing.on()).isTrue());
    assertThat(decoded(Frames.mark("c1", Deed.DELIVERED, 7)))
        .isInstanceOfSatisfying(
            ClientFrame.Mark.class,
            mark -> {
              assertThat(mark.delivered()).isEqualTo(7);
              assertThat(mark.read()).isNull();
            });
    assertThat(decoded(Frames.mark("c1", Deed.READ, 8)))
        .isInstanceOfSatisfying(
            ClientFrame.Mark.class, mark -> assertThat(mark.read()).isEqualTo(8));
    assertThat(decoded(Frames.watch(List.of("u1", "u2"))))
        .isInstanceOfSatisfying(
            ClientFrame.Watch.class, watch -> assertThat(watch.users()).hasSize(2));
    assertThat(decoded(Frames.presence("away")))
        .isInstanceOfSatisfying(
            ClientFrame.SetPresence.class, presence -> assertThat(presence.away()).isTrue());
  }

  @Test
  void resumeThenEveryPosition() {
    var frame = Frames.resume(Map.of("c1", new Position("e1", 3), "c2", new Position("e2", 0)));

    assertThat(decoded(frame))
        .isInstanceOfSatisfying(
            ClientFrame.Resume.class,
            resume -> {
              assertThat(resume.ref()).isEqualTo(Frames.RESUME_REF);
              assertThat(resume.positions()).hasSize(2);
            });
  }

  @Test
  void readThenTheFieldOfThatName() {
    var frame = "{\"type\":\"marks\",\"user\":\"u1\",\"delivered\":12,\"read\":null}";

    assertThat(Frames.text(frame, "user")).isEqualTo("u1");
    assertThat(Frames.text(frame, "sender")).isEmpty();
    assertThat(Frames.number(frame, "delivered")).isEqualTo(12);
    assertThat(Frames.number(frame, "read")).isEqualTo(-1);
    assertThat(Frames.number(frame, "head")).isEqualTo(-1);
  }

  private static ClientFrame decoded(String frame) {
    assertThat(FrameCodec.decode(frame.getBytes(UTF_8))).isInstanceOf(Decoded.Good.class);
    return ((Decoded.Good) FrameCodec.decode(frame.getBytes(UTF_8))).frame();
  }
}
