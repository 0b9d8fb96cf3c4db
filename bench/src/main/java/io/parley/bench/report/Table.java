package io.parley.bench.report;

import io.parley.bench.result.ConnectResult;
import io.parley.bench.result.IdleResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Results as a table of Markdown.
public final class Table {

  private static final String HEAD =
      """
      | scenario | target | messages/s | deliveries/s | ack p50 · p99 ms | delivery p50 · p95 · p99 ms | CPU of the nodes µs/message | of it JIT · GC | of others | lost · unacked · refused | held |
      |---|---|---|---|---|---|---|---|---|---|---|
      """;

  static final String CONNECT_HEAD =
      """
      | scenario | target | sockets | a second | opening p50 · p99 ms | CPU µs/socket |
      |---|---|---|---|---|---|
      """;

  static final String IDLE_HEAD =
      """
      | scenario | target | sockets | KiB a socket |
      |---|---|---|---|
      """;

  private static final String READS_HEAD =
      """
      | scenario | target | stored | reads/s | messages/s | delivery p50 · p95 · p99 ms | lost | CPU µs/read |
      |---|---|---|---|---|---|---|---|
      """;

  private Table() {}

  static String of(List<Result> results) {
    return HEAD + results.stream().map(Table::row).collect(Collectors.joining("\n")) + "\n";
  }

  /// One line.
  public static String row(Result result) {
    var others =
        result.spent().entrySet().stream()
            .filter(kind -> !kind.getKey().equals(result.nodes()))
            .filter(kind -> kind.getValue().cpuMicrosAMessage() >= 0.05)
            .map(kind -> number(kind.getValue().cpuMicrosAMessage()) + " " + kind.getKey())
            .collect(Collectors.joining(", "));
    return "| %s | %s | %.0f | %.0f | %s · %s | %s · %s · %s | %s | %s · %s | %s | %d · %d · %d | %s |"
        .formatted(
            result.scenario(),
            result.target(),
            result.rate(),
            result.deliveries(),
            number(result.ack().p50()),
            number(result.ack().p99()),
            number(result.delivery().p50()),
            number(result.delivery().p95()),
            number(result.delivery().p99()),
            number(result.ofNodes().cpuMicrosAMessage()),
            number(result.ofNodes().jitMicrosAMessage()),
            number(result.ofNodes().gcMicrosAMessage()),
            others,
            result.lost(),
            result.unacked(),
            result.refused(),
            result.isHeld() ? "yes" : "no");
  }

  static String ofConnects(List<ConnectResult> results) {
    return CONNECT_HEAD + results.stream().map(Table::row).collect(Collectors.joining("\n")) + "\n";
  }

  /// One line.
  public static String row(ConnectResult result) {
    return Medians.rowOfConnects(List.of(result));
  }

  static String ofIdle(List<IdleResult> results) {
    return IDLE_HEAD + results.stream().map(Table::row).collect(Collectors.joining("\n")) + "\n";
  }

  /// One line.
  public static String row(IdleResult result) {
    return Medians.rowOfIdle(List.of(result));
  }

  static String ofReads(List<ReadsResult> results) {
    return READS_HEAD + results.stream().map(Table::row).collect(Collectors.joining("\n")) + "\n";
  }

  /// One line.
  public static String row(ReadsResult result) {
    var talk = result.talk();
    return "| reads | %s | %d | %.0f | %.0f | %s · %s · %s | %d | %s |"
        .formatted(
            talk.target(),
            result.stored(),
            result.readsASecond(),
            talk.rate(),
            number(talk.delivery().p50()),
            number(talk.delivery().p95()),
            number(talk.delivery().p99()),
            talk.lost(),
            Medians.kinds(List.of(result.cpuMicrosARead())));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
  }
}
