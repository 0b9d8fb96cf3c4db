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
    var tables = new ArrayList<String>();
    var rates = loads.stream().filter(result -> !result.rising()).toList();
    var searches = loads.stream().filter(Result::rising).toList();
    if (!rates.isEmpty()) {
      tables.add(Medians.ofRates(rates));
    }
    if (!searches.isEmpty()) {
      tables.add(Medians.ofHeld(searches));
    }
    if (!connects.isEmpty()) {
      tables.add(Medians.ofConnects(connects));
    }
    if (!idles.isEmpty()) {
      tables.add(Medians.ofIdle(idles));
    }
    if (!mixes.isEmpty()) {
      tables.add(ActionTable.ofMixed(mixes));
    }
    if (!reads.isEmpty()) {
      tables.add(Table.ofReads(reads));
      tables.add(ActionTable.ofReads(reads));
    }
    return String.join("\n", tables);
  }

  private String everyOne() {
    var tables = new ArrayList<String>();
    if (!loads.isEmpty()) {
      tables.add(Table.of(loads));
    }
    if (!connects.isEmpty()) {
      tables.add(Table.ofConnects(connects));
    }
    if (!idles.isEmpty()) {
      tables.add(Table.ofIdle(idles));
    }
    if (!reads.isEmpty()) {
      tables.add(Table.ofReads(reads));
    }
    return String.join("\n", tables);
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
