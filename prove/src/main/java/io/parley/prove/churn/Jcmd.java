package io.parley.prove.churn;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Asks a JVM about itself, by jcmd(1) of this JDK.
public final class Jcmd {

  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");

  private Jcmd() {}

  /// What a JVM answers.
  ///
  /// @throws IOException when it does not, or refuses
  public static String of(long pid, String... words) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(JCMD.toString());
    command.add(Long.toString(pid));
    command.addAll(List.of(words));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    int code = process.waitFor();
    if (code != 0) {
      throw new IOException(
          "%s ended with %d: %s".formatted(String.join(" ", command), code, said));
    }
    return said;
  }
}
