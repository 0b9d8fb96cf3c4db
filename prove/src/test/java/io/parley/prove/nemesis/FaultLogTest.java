package io.parley.prove.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.prove.history.Recorder;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.RunEntry.Fault;
import io.parley.prove.history.SessionEntry.End;
import org.junit.jupiter.api.Test;

class FaultLogTest {

  private final Recorder.InMemory recorder = Recorder.inMemory();
  private final FaultLog log = new FaultLog(recorder);

  @Test
  void blameWhenNothingIsDoneThenTheServer() {
    assertThat(log.blame("gateway-1")).isEqualTo(End.SERVER);
  }

  @Test
  void blameWhenANodeIsKilledThenTheFaultAndForAWhileAfter() {
    long fault = log.begun(Fault.KILL, "chat-1", "kill -9");
    assertThat(log.blame("gateway-1")).isEqualTo(End.FAULT);

    log.ended(fault);
    assertThat(log.blame("gateway-1")).isEqualTo(End.FAULT);
  }

  @Test
  void blameWhenAFaultMayNotBreakASessionThenTheServer() {
    log.begun(Fault.ROLL, "chat-1", "SIGTERM");
    log.begun(Fault.AWAY, "redis-1", "stopped");
    log.begun(Fault.REPLIES, "mongo-1", "lost");
    log.begun(Fault.PARTITION, "redis-1", "chat-1 alone");
    log.begun(Fault.DELAY, FaultLog.CLIENTS, "100 ms");

    assertThat(log.blame("gateway-1")).isEqualTo(End.SERVER);
  }

  @Test
  void begunAndEndedThenBothAreInTheHistory() {
    long fault = log.begun(Fault.CUT, FaultLog.CLIENTS, "RST");
    log.ended(fault);

    assertThat(recorder.history().entries())
        .hasExactlyElementsOfTypes(RunEntry.FaultBegun.class, RunEntry.FaultEnded.class);
  }
}
