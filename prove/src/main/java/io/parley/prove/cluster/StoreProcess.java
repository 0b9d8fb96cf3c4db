package io.parley.prove.cluster;

import io.parley.embedded.EmbeddedMongoMain;
import io.parley.embedded.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The embedded store as a process of its own, on this JVM's class path.
public final class StoreProcess implements AutoCloseable {

  private final Process process;
  private final int port;

  private StoreProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /// With its file in a directory.
  public static StoreProcess start(Path data) throws IOException {
    return launch(data, List.of("-Xmx1g"), "--data", data.toString());
  }

  /// With everything in memory; a directory for its log alone. All of its heap is there from the
  /// start and is collected a little often, so that what is measured with it does not wait long.
  public static StoreProcess inMemory(Path data) throws IOException {
    return launch(data, List.of("-Xms3g", "-Xmx3g", "-Xmn64m", "-XX:+AlwaysPreTouch"));
  }

  private static StoreProcess launch(Path data, List<String> heap, String... words)
      throws IOException {
    int port = FreePorts.one();
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-XX:+UseSerialGC");
    command.addAll(heap);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(EmbeddedMongoMain.class.getName(), "--port", Integer.toString(port)));
    command.addAll(List.of(words));
    var process =
        new ProcessBuilder(command).redirectError(data.resolve("store.log").toFile()).start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    if (out.readLine() == null) {
      process.destroyForcibly();
      throw new IOException(
          "the embedded store did not start (its log is " + data.resolve("store.log") + ")");
    }
    return new StoreProcess(process, port);
  }

  /// The id of its process.
  public long pid() {
    return process.pid();
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
