package io.parley.chat.log.mongo;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.atomic.LongAdder;

/// How often one node writes for another, in drafts:
///
/// | meter | counts drafts that |
/// |---|---|
/// | `parley.drafts.given` | this node gave to another one |
/// | `parley.drafts.late` | it took back of these, since they had not come back as events in time |
/// | `parley.drafts.taken` | it was given, and let in to write them |
///
/// Where many are late, nodes do not hear each other or are overloaded: each is then written later,
/// and often twice.
final class RelayMeters implements MeterBinder {

  private final LongAdder given = new LongAdder();
  private final LongAdder late = new LongAdder();
  private final LongAdder taken = new LongAdder();

  @Override
  public void bindTo(MeterRegistry registry) {
    register(registry, "given", given, "given to another node, which writes them");
    register(registry, "late", late, "of these, that did not come back as events in time");
    register(registry, "taken", taken, "of other nodes, to be written here");
  }

  private static void register(
      MeterRegistry registry, String name, LongAdder count, String description) {
    FunctionCounter.builder("parley.drafts." + name, count, LongAdder::sum)
        .description("drafts " + description)
        .register(registry);
  }

  void gave(int drafts) {
    given.add(drafts);
  }

  void tookBack(int drafts) {
    late.add(drafts);
  }

  void took(int drafts) {
    taken.add(drafts);
  }
}
