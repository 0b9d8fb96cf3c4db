package io.parley.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// What it was measured on.
///
/// @param memoryGib of the machine
record Machine(String processor, int processors, long memoryGib, String kernel, String java) {

  private static final Pattern MODEL = Pattern.compile("model name\\s*:\\s*(.*)");
  private static final Pattern MEMORY = Pattern.compile("MemTotal:\\s+(\\d+) kB");
  private static final Pattern PROCESSOR = Pattern.compile("(?m)^processor\\s*:");
  private static final long KIB_A_GIB = 1 << 20;

  static Machine here() throws IOException {
    var cpu = Files.readString(Path.of("/proc/cpuinfo"));
    var model = MODEL.matcher(cpu);
    var memory = MEMORY.matcher(Files.readString(Path.of("/proc/meminfo")));
    return new Machine(
        model.find() ? model.group(1).strip() : System.getProperty("os.arch"),
        (int) PROCESSOR.matcher(cpu).results().count(),
        memory.find() ? Long.parseLong(memory.group(1)) / KIB_A_GIB : 0,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
  }

  @Override
  public String toString() {
    return "%s, %d processors, %d GiB, %s, %s"
        .formatted(processor, processors, memoryGib, kernel, java);
  }
}
