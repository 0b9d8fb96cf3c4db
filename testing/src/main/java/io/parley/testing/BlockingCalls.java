package io.parley.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingMethod;

/// Notes blocking calls on threads that must not block, while a test listens. Throwing at the spot,
/// as BlockHound does by itself, leaves drivers half done: a callback that dies never answers.
public final class BlockingCalls {

  private static final int DEEPEST_FRAME = 40;

  private static final Queue<String> FOUND = new ConcurrentLinkedQueue<>();

  /// Locks that drivers and Netty's allocator hold for some instructions, the loading of classes,
  /// what Jackson and the driver do once, random numbers of the kernel, and what only tests do:
  /// stores and fakes of other services in this JVM.
  private static final List<String> ALLOWED =
      List.of(
          "com.mongodb.internal.Locks",
          "io.lettuce.core.protocol.SharedLock",
          "io.netty.buffer.AdaptivePoolingAllocator",
          "java.util.concurrent.locks.ReentrantLock",
          "java.util.concurrent.ConcurrentHashMap",
          "java.util.concurrent.ThreadPoolExecutor.getTask",
          "java.util.concurrent.ThreadPoolExecutor.addWorker",
          "java.util.concurrent.ThreadPoolExecutor.interruptIdleWorkers",
          "java.util.concurrent.ThreadPoolExecutor.tryTerminate",
          "java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue",
          "tools.jackson.databind.deser.DeserializerCache",
          "java.lang.ClassLoader",
          "java.security.SecureRandom",
          "ch.qos.logback",
          "de.bwaldvogel.mongo",
          "io.parley.embedded",
          "io.parley.chat.FakeAuth",
          "io.parley.presence.query.FakePlatform",
          "io.parley.presence.FakeNode");

  private static volatile boolean listening;

  static {
    BlockHound.builder().loadIntegrations().blockingMethodCallback(BlockingCalls::note).install();
  }

  private BlockingCalls() {}

  /// To be called before the first service starts: threads that are older than BlockHound go
  /// unseen.
  public static void install() {
    // the static block did
  }

  public static void listen() {
    FOUND.clear();
    listening = true;
  }

  /// What was found since [#listen()], each with its stack; stops listening.
  public static List<String> found() {
    listening = false;
    return List.copyOf(FOUND);
  }

  private static void note(BlockingMethod method) {
    if (listening) {
      StackTraceElement[] stack = Thread.currentThread().getStackTrace();
      if (Arrays.stream(stack).noneMatch(BlockingCalls::isAllowed)) {
        FOUND.add(
            Stream.concat(Stream.of(method), Arrays.stream(stack).limit(DEEPEST_FRAME))
                .map(Object::toString)
                .reduce(Thread.currentThread().getName(), (text, line) -> text + "\n  " + line));
      }
    }
  }

  private static boolean isAllowed(StackTraceElement frame) {
    var place = frame.getClassName() + "." + frame.getMethodName();
    return ALLOWED.stream().anyMatch(place::startsWith);
  }
}
