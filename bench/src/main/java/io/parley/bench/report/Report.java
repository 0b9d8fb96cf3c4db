package io.parley.bench.report;

import io.parley.bench.result.ConnectResult;
import io.parley.bench.result.IdleResult;
import io.parley.bench.result.MixedResult;
import io.parley.bench.result.ReadsResult;
import io.parley.bench.result.Result;
import io.parley.bench.result.Told;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// All measurements of a run: a page to read, and a line of JSON each beside it.
public final class Report implements Told {

  private final String command;
  private final List<Result> loads = new ArrayList<>();
  private final List<ConnectResult> connects = new ArrayList<>();
  private final List<IdleResult> idles = new ArrayList<>();
  private final List<MixedResult> mixes = new ArrayList<>();
  private final List<ReadsResult> reads = new ArrayList<>();

  /// @param command that does the same again
  public Report(String command) {
    this.command = command;
  }

  @Override
  public void load(Result result) {
    loads.add(result);
  }

  @Override
  public void connect(ConnectResult result) {
    connects.add(result);
  }

  @Override
  public void idle(IdleResult result) {
    idles.add(result);
  }

  @Override
  public void mixed(MixedResult result) {
    load(result.talk());
    mixes.add(result);
  }

  @Override
  public void reads(ReadsResult result) {
    reads.add(result);
  }

  /// What it came to.
  public String text() {
    var rates = loads.stream().filter(result -> !result.rising()).toList();
    var searches = loads.stream().filter(Result::rising).toList();
    return joined(
        table(rates, Medians::ofRates),
        table(searches, Medians::ofHeld),
        table(connects, Medians::ofConnects),
        table(idles, Medians::ofIdle),
        table(mixes, PartTables::ofMixed),
        table(reads, Table::ofReads),
        table(reads, PartTables::ofReads));
  }

  private String everyOne() {
    return joined(
        table(loads, Table::of),
        table(connects, Table::ofConnects),
        table(idles, Table::ofIdle),
        table(reads, Table::ofReads));
  }

  /// Empty when there is nothing to show.
  private static <T> String table(List<T> results, Function<List<T>, String> table) {
    return results.isEmpty() ? "" : table.apply(results);
  }

  private static String joined(String... tables) {
    return Stream.of(tables).filter(one -> !one.isEmpty()).collect(Collectors.joining("\n"));
  }

  /// @param page ends with `.md`; the lines of JSON go beside it
  public void write(Path page) throws IOException {
    var json = JsonMapper.builder().build();
    var lines = new ArrayList<String>();
    loads.forEach(result -> lines.add(json.writeValueAsString(result)));
    connects.forEach(result -> lines.add(json.writeValueAsString(result)));
    idles.forEach(result -> lines.add(json.writeValueAsString(result)));
    mixes.forEach(result -> lines.add(json.writeValueAsString(result)));
    reads.forEach(result -> lines.add(json.writeValueAsString(result)));
    Files.writeString(
        page,
        """
        # What a message costs

        `%s` on %s. How it is measured, and what the words mean: [bench](../README.md).

        %s
        %s
        ## Every measurement

        %s"""
            .formatted(command, Machine.here(), text(), Charts.of(loads), everyOne()));
    Files.write(Path.of(page.toString().replaceFirst("\\.md$", ".jsonl")), lines);
  }
}
