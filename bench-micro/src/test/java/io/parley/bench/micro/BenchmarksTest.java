package io.parley.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.common.frame.ClientFrame;
import io.parley.common.frame.Decoded;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/// Runs every benchmark once in this JVM, so that none is broken when somebody wants to know.
class BenchmarksTest {

  static Iterable<String> all() {
    return Micro.named(List.of());
  }

  @ParameterizedTest
  @MethodSource("all")
  void runWhenOnceThenMeasured(String name) throws RunnerException {
    var once =
        Micro.options(name)
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(1))
            .mode(Mode.SingleShotTime);

    var results = new Runner(once.build()).run();

    assertThat(results)
        .isNotEmpty()
        .allSatisfy(result -> assertThat(result.getPrimaryResult().getScore()).isPositive())
        .allSatisfy(result -> assertThat(Row.of(result)).contains(Row.shortName(name)));
  }

  @Test
  void namedWhenPatternsThenThoseThatOneOfThemFinds() {
    assertThat(Micro.named(List.of("Codec", "Token.first")))
        .containsExactly(
            "io.parley.bench.micro.CodecBenchmark.decodeSend",
            "io.parley.bench.micro.CodecBenchmark.encodeAck",
            "io.parley.bench.micro.CodecBenchmark.encodeMessage",
            "io.parley.bench.micro.TokenBenchmark.first");
  }

  @Test
  void namedWhenNoneThenSaysWhatThereIs() {
    assertThatThrownBy(() -> Micro.named(List.of("nothing")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no benchmark is called nothing (expected: ")
        .hasMessageContaining("Codec.decodeSend, ")
        .hasMessageContaining("Encryption.seal");
  }

  @Test
  void decodeSendWhenRunThenReadsTheText() {
    assertThat(Sample.TEXT).hasSize(64);
    assertThat(new CodecBenchmark().decodeSend())
        .isInstanceOfSatisfying(
            Decoded.Good.class,
            good ->
                assertThat(good.frame())
                    .isInstanceOfSatisfying(
                        ClientFrame.Send.class,
                        send -> assertThat(send.content().text()).isEqualTo(Sample.TEXT)));
  }

  @Test
  void outboxWhenRunThenEachIsWhatItSays() {
    var benchmark = new OutboxBenchmark();

    assertThat(benchmark.brimful()).isTrue();
    assertThat(benchmark.brimful()).isTrue();
    assertThat(benchmark.refused()).isFalse();
    assertThat(benchmark.shed()).isSameAs(benchmark.durable());
    assertThat(benchmark.latest()).isNotNull();
  }

  @Test
  void verifyWhenRunThenTheCaller() {
    var benchmark = new TokenBenchmark();

    assertThat(benchmark.first()).isNotNull().isEqualTo(benchmark.again());
    assertThat(benchmark.first()).isNotSameAs(benchmark.first());
    assertThat(benchmark.again()).isSameAs(benchmark.again());
  }
}
