package io.parley.presence;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;

/// Notes blocking calls on threads that must not block, while a test listens. Throwing at the spot,
/// as BlockHound does by itself, would leave drivers half done in every other test of the JVM.
public final class BlockingCalls {

  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  /// Brief locks inside drivers, the loading of classes, and what only tests do.
  private static final List<String> ALLOWED =
      List.of(
          "io.lettuce.core.protocol.SharedLock",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ThreadPoolExecutor",
          "java.util.concurrent.ScheduledThreadPoolExecutor",
          "java.lang.ClassLoader",
          "java.security.SecureRandom",
          "io.parley.presence.query.FakePlatform",
          "io.parley.presence.FakeNode");

  private static volatile boolean listening;

  static {
    BlockHound.builder().blockingMethodCallback(BlockingCalls::note).install();
  }

  private BlockingCalls() {}

  public static void listen() {
    FOUND.clear();
    listening = true;
  }

  /// What was found since [#listen()].
  public static List<String> found() {
    listening = false;
    return List.copyOf(FOUND);
  }

  private static void note(BlockingMethod method) {
    StackTraceElement[] stack = Thread.currentThread().getStackTrace();
    if (listening && Arrays.stream(stack).noneMatch(BlockingCalls::isAllowed)) {
      FOUND.add(
          Stream.concat(Stream.of(method), Arrays.stream(stack).limit(40))
              .map(Object::toString)
              .reduce("", (text, line) -> text + "\n  " + line));
    }
  }

  private static boolean isAllowed(StackTraceElement frame) {
    return ALLOWED.stream().anyMatch(name -> frame.getClassName().startsWith(name));
  }
}
