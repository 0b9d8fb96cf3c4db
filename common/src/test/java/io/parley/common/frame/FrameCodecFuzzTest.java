package io.parley.common.frame;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/// The decoder of clients' frames against whatever bytes a socket brings: it never throws, what it
/// accepts keeps to the limits of the protocol, and a refusal says something. `deploy/bin/fuzz`
/// searches on; without it the kept inputs are run.
class FrameCodecFuzzTest {

  private static final int LONGEST_ID = 64;
  private static final int MOST_WATCHED = 200;
  private static final int MOST_POSITIONS = 300;

  @FuzzTest
  void decode(byte[] bytes) {
    switch (FrameCodec.decode(bytes)) {
      case Decoded.Good(ClientFrame frame) -> check(frame);
      case Decoded.Bad bad -> assertThat(bad.detail()).isNotBlank().doesNotContain("Exception");
    }
  }

  private static void check(ClientFrame frame) {
    switch (frame) {
      case ClientFrame.Send send -> {
        assertThat(send.conversation().value()).hasSizeBetween(1, LONGEST_ID);
        assertThat(send.clientMessageId().value()).hasSizeBetween(1, LONGEST_ID);
      }
      case ClientFrame.Watch watch ->
          assertThat(watch.users()).hasSizeLessThanOrEqualTo(MOST_WATCHED);
      case ClientFrame.Resume resume ->
          assertThat(resume.positions()).hasSizeLessThanOrEqualTo(MOST_POSITIONS);
      case ClientFrame.Mark mark ->
          assertThat(mark.delivered() == null && mark.read() == null).isFalse();
      case ClientFrame.Edit _,
          ClientFrame.Delete _,
          ClientFrame.React _,
          ClientFrame.Typing _,
          ClientFrame.SetPresence _,
          ClientFrame.Auth _,
          ClientFrame.Ping _ -> {}
    }
  }
}
