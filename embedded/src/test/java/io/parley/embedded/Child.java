package io.parley.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// [EmbeddedMongoMain] as a child process that a test may kill.
final class Child implements AutoCloseable {

  private final Process process;
  private final String address;

  private Child(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  static Child start(Path data) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", EmbeddedMongoMain.class.getName()));
    command.addAll(List.of("--data", data.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    return new Child(process, addressPrintedBy(process.inputReader(StandardCharsets.UTF_8)));
  }

  private static String addressPrintedBy(BufferedReader output) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("listening on ")) {
        return line.substring("listening on ".length());
      }
    }
    throw new IOException("the child ended without an address");
  }

  String address() {
    return address;
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int terminate() throws InterruptedException {
    process.destroy();
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
