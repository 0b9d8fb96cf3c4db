package io.parley.prove.report;

import io.parley.prove.check.Durations;
import io.parley.prove.check.Figures;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Verdict;
import io.parley.prove.check.Violation;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.history.History;
import io.parley.prove.history.RunEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/// A run as a page of Markdown: what ran, what was done to it, its figures, the verdict on each
/// promise beside the figure asked for, and the evidence of every violation.
public final class Report {

  private static final int VIOLATIONS_SHOWN = 20;
  private static final int EVIDENCE_CHARACTERS = 400;

  private final StringBuilder text = new StringBuilder();

  private Report() {}

  public static String of(History history, Verdict verdict) {
    var report = new Report();
    report.head(history, verdict);
    report.promises(verdict);
    report.figures(verdict.figures());
    report.violations(verdict.violations());
    report.faults(history);
    return report.text.toString();
  }

  private void line(String format, Object... values) {
    text.append(format.formatted(values)).append('\n');
  }

  private void head(History history, Verdict verdict) {
    line("# A run of the prover");
    line("");
    line(
        verdict.isClean()
            ? "**Every promise that was exercised was kept.**"
            : "**%d violations of %s.**",
        verdict.violations().size(),
        verdict.broken().stream().sorted().map(Promise::name).collect(Collectors.joining(", ")));
    line("");
    history
        .all(RunEntry.Begun.class)
        .findFirst()
        .ifPresent(
            begun -> {
              line("| | |");
              line("|---|---|");
              line("| command | `%s` |", begun.command());
              line("| seed | %d |", begun.seed());
              line("| shape | %s |", cell(begun.shape()));
              line("| machine | %s |", cell(begun.machine()));
              line("| lasted | %.0f s |", verdict.figures().lasted() / 1e9);
              line("");
            });
  }

  private void promises(Verdict verdict) {
    line("## Promises");
    line("");
    line("| | promise | asked for | reached | verdict |");
    line("|---|---|---|---|---|");
    verdict.lines().stream()
        .collect(Collectors.groupingBy(line -> line.rule().promise(), TreeMap::new, toFindings()))
        .forEach(this::promise);
    line("");
    line("Promises without a line cannot be seen in a history; tests of their own attack them.");
    line("");
  }

  private static Collector<Verdict.Line, ?, List<Finding>> toFindings() {
    return Collectors.mapping(Verdict.Line::finding, Collectors.toList());
  }

  private void promise(Promise promise, List<Finding> findings) {
    var reached = findings.stream().map(Report::reached).collect(Collectors.joining("<br>"));
    boolean kept = findings.stream().allMatch(finding -> finding.violations().isEmpty());
    long exercised = findings.stream().filter(finding -> finding.examined() > 0).count();
    line(
        "| %s | %s | %s | %s | %s |",
        promise.name(),
        promise.says(),
        promise.asked(),
        reached,
        kept ? verdict(exercised, findings.size()) : "**broken**");
  }

  private static String verdict(long exercised, int rules) {
    return exercised == 0 ? "not exercised" : exercised < rules ? "kept, in part" : "kept";
  }

  private static String reached(Finding finding) {
    var count =
        "%,d in %,d %s".formatted(finding.violations().size(), finding.examined(), finding.what());
    return finding.figure() == null ? count : count + "; " + finding.figure();
  }

  private void figures(Figures figures) {
    line("## Figures");
    line("");
    line("| | |");
    line("|---|---|");
    line("| messages | %,d |", figures.messages());
    line("| sends, resends included | %,d |", figures.sends());
    line("| acknowledged | %,d |", figures.acks());
    line("| refused | %,d |", figures.refusals());
    line("| frames delivered | %,d |", figures.deliveries());
    line("| sessions | %,d |", figures.sessions());
    line("| conversations resumed · resynced | %,d · %,d |", figures.resumes(), figures.resyncs());
    line("| faults | %,d |", figures.faults());
    line("");
    line("| from the first send | count | p50 | p99 | longest |");
    line("|---|---|---|---|---|");
    times("to the ack, no fault at work", figures.quiet().acks());
    times("to the ack, during faults", figures.faulty().acks());
    times("to an arrival, no fault at work", figures.quiet().deliveries());
    times("to an arrival, during faults", figures.faulty().deliveries());
    line("");
  }

  private void times(String what, Durations times) {
    line(
        "| %s | %,d | %.1f ms | %.1f ms | %.1f ms |",
        what,
        times.count(),
        times.percentile(0.5) / 1e6,
        times.percentile(0.99) / 1e6,
        times.percentile(1) / 1e6);
  }

  private void violations(List<Violation> violations) {
    if (violations.isEmpty()) {
      return;
    }
    line("## Violations");
    line("");
    violations.stream().limit(VIOLATIONS_SHOWN).forEach(this::violation);
    if (violations.size() > VIOLATIONS_SHOWN) {
      line("… and %,d more.", violations.size() - VIOLATIONS_SHOWN);
      line("");
    }
  }

  private void violation(Violation violation) {
    line("### %s: %s", violation.promise().name(), violation.what());
    line("");
    for (var entry : violation.evidence()) {
      line("- %.3f s `%s`", entry.at() / 1e9, shortened(entry.toString()));
    }
    line("");
  }

  private void faults(History history) {
    var spells = new ArrayList<>(Faults.of(history).all());
    if (spells.isEmpty()) {
      return;
    }
    line("## Faults");
    line("");
    line("| kind | target | begun at | lasted | | touched |");
    line("|---|---|---|---|---|---|");
    for (var spell : spells) {
      var detail = spell.begun().detail();
      line(
          "| %s | %s | %.1f s | %s | %s | %s |",
          spell.kind(),
          spell.begun().target(),
          spell.begin() / 1e9,
          spell.end() == Long.MAX_VALUE
              ? "to the end"
              : "%.1f s".formatted((spell.end() - spell.begin()) / 1e9),
          detail == null ? "" : cell(detail),
          spell.touched() == null ? "" : cell(spell.touched()));
    }
    line("");
    Map<String, Long> counts =
        spells.stream()
            .collect(
                Collectors.groupingBy(
                    spell -> spell.kind().toString(), TreeMap::new, Collectors.counting()));
    line(
        "%s.",
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", ")));
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }

  private static String shortened(String text) {
    var line = text.replace('`', '\'').replace('\n', ' ');
    return line.length() <= EVIDENCE_CHARACTERS
        ? line
        : line.substring(0, EVIDENCE_CHARACTERS) + "…";
  }
}
