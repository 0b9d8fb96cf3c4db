package io.parley.bench.meter;

import io.parley.prove.churn.Jcmd;
import java.io.IOException;
import java.nio.file.Path;

/// Draws where a JVM spends its processor while it is measured: a flame graph by thread, to open in
/// a browser, beside the page of results.
///
/// @param library that of async-profiler 4 (`libasyncProfiler.so`)
/// @param page of the results
public record Profiler(Path library, Path page) {

  public void begin(long pid) throws IOException, InterruptedException {
    tell(pid, "start,event=ctimer,interval=1ms,threads");
  }

  /// @param measured what was measured since, for the name of the file
  public void end(long pid, String measured) throws IOException, InterruptedException {
    tell(
        pid,
        "stop,flamegraph,threads,minwidth=0.1,title=%s,file=%s"
            .formatted(measured, graph(measured)));
  }

  Path graph(String measured) {
    var name = page.getFileName().toString().replaceFirst("\\.md$", "");
    return page.toAbsolutePath().resolveSibling(name + "-" + measured + ".html");
  }

  private void tell(long pid, String words) throws IOException, InterruptedException {
    var answer =
        Jcmd.of(pid, "JVMTI.agent_load", library.toAbsolutePath().toString(), '"' + words + '"');
    if (!answer.contains("return code: 0")) {
      throw new IOException("%s does not profile: %s".formatted(library, answer.strip()));
    }
  }
}
