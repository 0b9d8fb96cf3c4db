package io.parley.prove.cluster;

import java.io.IOException;

/// Sees to it that what a command started ends with it, also when the command is told to end.
///
/// @param started what is closed
/// @param hook what closes it when the command is told to end
public record Ending(Started started, Thread hook) implements AutoCloseable {

  /// Something that runs until it is closed.
  public interface Started extends AutoCloseable {
    @Override
    void close() throws IOException, InterruptedException;
  }

  public static Ending of(Started started) {
    var hook = new Thread(() -> closeAtExit(started), "stop-what-was-started");
    Runtime.getRuntime().addShutdownHook(hook);
    return new Ending(started, hook);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    started.close();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  private static void closeAtExit(Started started) {
    try {
      started.close();
    } catch (IOException e) {
      System.err.println("parley: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
