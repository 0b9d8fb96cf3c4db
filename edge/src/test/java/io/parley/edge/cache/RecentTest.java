package io.parley.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentTest {

  private long now;
  private final Recent<String, Integer> recent =
      new Recent<>(2, Duration.ofNanos(10), _ -> 1, () -> now);

  @Test
  void getWhenTooOldThenNothing() {
    recent.put("a", 1);
    now = 9;
    assertThat(recent.get("a")).isEqualTo(1);
    now = 10;
    assertThat(recent.get("a")).isNull();
  }

  @Test
  void putWhenFullThenTheEldestIsForgotten() {
    recent.put("a", 1);
    recent.put("b", 2);
    recent.put("a", 3);
    recent.put("c", 4);
    assertThat(recent.get("b")).isNull();
    assertThat(recent.get("a")).isEqualTo(3);
    assertThat(recent.get("c")).isEqualTo(4);
  }

  @Test
  void putWhenEntriesAreHeavyThenAsManyAreForgottenAsHaveToBe() {
    Recent<String, Integer> heavy = new Recent<>(10, Duration.ofHours(1), value -> value);
    heavy.put("a", 4);
    heavy.put("b", 3);
    heavy.put("c", 3);
    heavy.put("b", 1);
    heavy.put("d", 2);
    assertThat(heavy.size()).isEqualTo(4);
    heavy.put("e", 5);
    assertThat(heavy.get("a")).isNull();
    assertThat(heavy.get("c")).isNull();
    assertThat(heavy.get("b")).isEqualTo(1);
    heavy.remove("e");
    heavy.removeIf("d"::equals);
    heavy.put("f", 9);
    assertThat(heavy.get("b")).isEqualTo(1);
    heavy.put("g", 11);
    assertThat(heavy.size()).isZero();
  }

  @Test
  void removeThenForgotten() {
    recent.put("a", 1);
    recent.put("b", 2);
    recent.remove("a");
    assertThat(recent.get("a")).isNull();
    recent.removeIf("b"::equals);
    assertThat(recent.get("b")).isNull();
  }

  @Test
  void putOfWhatWasReadWhenSomethingWasRemovedMeanwhileThenNotKept() {
    long before = recent.removals();
    recent.put("a", 1, before);
    assertThat(recent.get("a")).isEqualTo(1);
    recent.remove("b");
    recent.put("a", 2, before);
    assertThat(recent.get("a")).isEqualTo(1);
    recent.removeIf("a"::equals);
    recent.put("a", 2, before + 1);
    assertThat(recent.get("a")).isNull();
    recent.put("a", 3, recent.removals());
    assertThat(recent.get("a")).isEqualTo(3);
  }

  @Test
  void meterThenHitsAndMissesUnderTheNameOfTheCache() {
    var registry = new SimpleMeterRegistry();
    new RecentMeters(recent, "letters").bindTo(registry);
    recent.put("a", 1);
    recent.put("b", 2);
    recent.put("c", 3);
    recent.get("b");
    recent.get("c");
    now = 10;
    recent.get("c");

    assertThat(
            registry.get("cache.gets").tags("cache", "letters", "result", "hit").functionCounter())
        .returns(2.0, FunctionCounter::count);
    assertThat(
            registry.get("cache.gets").tags("cache", "letters", "result", "miss").functionCounter())
        .returns(1.0, FunctionCounter::count);
    assertThat(registry.get("cache.evictions").functionCounter().count()).isEqualTo(1);
    assertThat(registry.get("cache.size").gauge().value()).isEqualTo(2);
  }
}
