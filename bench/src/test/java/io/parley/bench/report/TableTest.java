package io.parley.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bench.result.Action;
import io.parley.bench.result.CacheUse;
import io.parley.bench.result.ConnectResult;
import io.parley.bench.result.IdleResult;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import io.parley.bench.result.Spent;
import io.parley.bench.result.StoreTime;
import io.parley.bench.result.Times;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {

  private static final Times FAST = new Times(0.5, 2, 12.5, 30);
  private static final Times SLOW = new Times(0.5, 2, 212, 300);

  @Test
  void rowWhenHeldThenSaysWhoSpentWhat() {
    assertThat(Table.row(result(FAST, 0)))
        .isEqualTo(
            "| direct | parley | 4000 | 3990 | 0.50 · 12.5 | 0.50 · 2.00 · 12.5 | 71.5 | 2.50 · 1.50 | 4.20 redis | 0 · 0 · 0 | yes |");
  }

  @Test
  void rowWhenLateOrLostThenNotHeld() {
    assertThat(Table.row(result(SLOW, 0))).endsWith("| no |");
    assertThat(Table.row(result(FAST, 1))).endsWith("| 1 · 0 · 0 | no |");
    assertThat(Table.row(result(FAST, -1))).endsWith("| -1 · 0 · 0 | no |");
  }

  @Test
  void writeThenAPageAndALineOfJsonEach(@TempDir Path directory) throws Exception {
    var report = new Report("./parley bench direct idle");
    report.load(result(FAST, 0));
    report.connect(
        new ConnectResult("parley", 5_000, 10, FAST, Map.of("chat", 900.0, "redis", 40.0)));
    report.idle(new IdleResult("parley", 5_000, Map.of("chat", 9.5)));

    report.write(directory.resolve("today.md"));

    assertThat(directory.resolve("today.md"))
        .content()
        .contains(
            "`./parley bench direct idle` on ",
            "| direct | parley |",
            "| connect | parley | 5000 | 500.0 | 0.50 · 12.5 |",
            "9.50 chat");
    assertThat(Files.readAllLines(directory.resolve("today.jsonl")))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"rate\":4000.0", "\"p99\":12.5"),
            line -> assertThat(line).contains("\"cpuMicrosASocket\":"),
            line -> assertThat(line).contains("\"kibASocket\":{\"chat\":9.5}"));
  }

  @Test
  void actionsWhenMixedThenALineAKindBesideTheTalk() {
    var report = new Report("./parley bench mixed");
    report.mixed(
        new MixedResult(
            result(FAST, 0),
            12,
            List.of(new Action("typing", 90, 0, 3, FAST)),
            List.of(),
            List.of(new StoreTime("find marks", 7, 0.25, 3, 20))));

    assertThat(report.text())
        .contains(
            "| direct | parley | 4000 | 1 of 1 |",
            "| direct | parley | 4000 |  | typing | 90 | 0 · 3 | 0.50 | 2.00 | 12.5 |",
            "| direct | parley | 4000 |  | find marks | 7 | 0.25 | 3.00 | 20.0 |");
  }

  @Test
  void readsWhenSeveralRunsThenTheMiddleOneAndWhatAReadCosts() {
    var report = new Report("./parley bench reads");
    report.reads(reads(FAST));
    report.reads(reads(SLOW));

    assertThat(report.text())
        .contains(
            "| reads | parley | 10000 | 140 | 4000 | 0.50 · 2.00 · 12.5 | 0 | 700.0 chat, 90.0 mongo |",
            "| direct | parley | 4000 | 10000 | first page | 400 | 0 · 0 | 0.50 (0.50 – 0.50) | 2.00 (2.00 – 2.00) | 112.3 (12.5 – 212.0) |",
            "| scenario | target | messages/s | stored | cache | asked | known % |\n|---|---|---|---|---|---|---|\n",
            "| direct | parley | 4000 | 10000 | memberships | 400 | 75.0 (75.0 – 75.0) |");
  }

  private static ReadsResult reads(Times times) {
    return new ReadsResult(
        10_000,
        result(FAST, 0),
        140,
        List.of(new Action("first page", 200, 0, 0, times)),
        List.of(new CacheUse("memberships", 200, 150)),
        List.of(),
        new TreeMap<>(Map.of("chat", 700.0, "mongo", 90.0)));
  }

  @Test
  void mediansWhenSeveralRunsThenTheMiddleOneAndTheSpread() {
    var runs =
        List.of(result(1, 4_000, 90, FAST), result(2, 4_000, 70, FAST), result(3, 4_000, 71, SLOW));

    assertThat(Medians.ofRates(runs))
        .endsWith(
            "| direct | parley | 4000 | 2 of 3 | 0.50 (0.50 – 0.50) | 2.00 (2.00 – 2.00) | 12.5 (12.5 – 212.0) | 71.0 (70.0 – 90.0) |\n");
  }

  @Test
  void mediansWhenSeveralIdleRunsThenOneLineATargetAndEveryOneBelow(@TempDir Path directory)
      throws Exception {
    var report = new Report("./parley bench idle");
    for (double kib : List.of(9.5, 9.0, 10.0)) {
      report.idle(new IdleResult("parley", 5_000, Map.of("chat", kib)));
    }
    report.idle(new IdleResult("bare", 5_000, Map.of("node", 3.4)));

    report.write(directory.resolve("today.md"));

    assertThat(report.text())
        .endsWith(
            "| idle | parley | 5000 | 9.50 (9.00 – 10.0) chat |\n| idle | bare | 5000 | 3.40 node |\n");
    assertThat(directory.resolve("today.md"))
        .content()
        .contains("| idle | parley | 5000 | 10.0 chat |")
        .doesNotContain("messages/s");
  }

  @Test
  void heldWhenRatesRiseThenTheBestOfEachRun() {
    var runs =
        List.of(
            result(1, 4_000, 90, FAST),
            result(1, 5_200, 90, FAST),
            result(1, 6_760, 90, SLOW),
            result(2, 4_000, 90, FAST));

    assertThat(Medians.best(runs)).extracting(Result::rate).containsExactly(5_200.0, 4_000.0);
    assertThat(Medians.ofHeld(runs))
        .endsWith("| direct | parley | 4600.0 (4000.0 – 5200.0) | 3990.0 (3990.0 – 3990.0) |\n");
  }

  @Test
  void chartsThenABarATarget() {
    assertThat(Charts.of(List.of(result(1, 4_000, 90, FAST), result(2, 4_000, 70, FAST))))
        .contains(
            "title \"direct at 4,000 messages/s: µs of the nodes a message\"",
            "x-axis [\"parley\"]",
            "bar [80.0]");
  }

  private static Result result(Times delivery, long lost) {
    return result(1, 4_000, 71.5, delivery, lost);
  }

  private static Result result(int run, double rate, double micros, Times delivery) {
    return result(run, rate, micros, delivery, 0);
  }

  private static Result result(int run, double rate, double micros, Times delivery, long lost) {
    return new Result(
        run,
        "direct",
        "parley",
        false,
        rate,
        10,
        40_000,
        0,
        lost,
        0,
        Map.of(),
        FAST,
        delivery,
        3_990,
        "chat",
        Map.of(
            "chat", new Spent(micros, 2.5, 1.5, 0.4, 700), "redis", new Spent(4.2, 0, 0, 1, 20)));
  }
}
