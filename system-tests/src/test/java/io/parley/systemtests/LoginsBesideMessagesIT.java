package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Fifty people log in at once where everything shares one JVM: the messages of those who talk
/// meanwhile come no more than 200 ms later than before. Passwords are hashed off the event loops,
/// behind a bounded queue, by fewer threads than there are processors.
///
/// The figure is printed; what is asserted has a wide margin, since the machine may be busy with
/// other things: `./mvnw -pl system-tests verify -Dit.test=LoginsBesideMessagesIT`.
class LoginsBesideMessagesIT {

  private static final int LOGINS = 50;
  private static final int BEFORE = 200;
  private static final long MOST_LATER_MILLIS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void fiftyLoginsAtOnceDoNotDelayMessages() throws IOException, InterruptedException {
    var data = Platform.newDirectory();
    int port = Platform.freePort();
    var run = Platform.run(data, port, Platform.WITHOUT_LIMITS);
    try {
      measure(
          URI.create("http://127.0.0.1:" + port),
          Files.readString(data.resolve("server-key")).strip());
    } finally {
      run.destroy();
      run.waitFor(30, TimeUnit.SECONDS);
      Platform.deleteRecursively(data);
    }
  }

  private static void measure(URI gateway, String serverKey) throws InterruptedException {
    var server = new Api(gateway, serverKey);
    var nobody = new Api(gateway, null);
    Api.expect(
        201,
        nobody.post(
            "/api/auth/signup",
            Map.of(
                "email", "eve@example.org",
                "username", "eve",
                "fullName", "Eve",
                "password", "the phrase of fifty people",
                "tokens", "body")));
    var ann = server.identity("ann");
    var bob = server.identity("bob");
    var conversation = server.as(ann.token()).conversation("direct", List.of(bob.id()));
    try (var from = ChatSocket.open(gateway, ann.token());
        var to = ChatSocket.open(gateway, bob.token())) {
      from.await("welcome");
      to.await("welcome");
      var talk = new Talk(from, to, conversation);
      talk.times(BEFORE);
      var quiet = talk.times(BEFORE);

      var over = new AtomicBoolean();
      var statuses = new java.util.concurrent.ConcurrentLinkedQueue<Integer>();
      var logins =
          IntStream.range(0, LOGINS)
              .mapToObj(n -> Thread.ofVirtual().start(() -> statuses.add(logIn(nobody))))
              .toList();
      var waiting =
          Thread.ofVirtual()
              .start(
                  () -> {
                    logins.forEach(LoginsBesideMessagesIT::join);
                    over.set(true);
                  });
      var meanwhile = new ArrayList<Long>();
      while (!over.get()) {
        meanwhile.add(talk.once());
      }
      waiting.join(PATIENCE);

      long later = quantile(meanwhile, 0.99) - quantile(quiet, 0.99);
      System.out.printf(
          "%d logins at once (%d of them 200); a message took p50 %d ms, p99 %d ms before and"
              + " p50 %d ms, p99 %d ms, max %d ms meanwhile: p99 %d ms later%n",
          LOGINS,
          statuses.stream().filter(status -> status == 200).count(),
          quantile(quiet, 0.5),
          quantile(quiet, 0.99),
          quantile(meanwhile, 0.5),
          quantile(meanwhile, 0.99),
          quantile(meanwhile, 1),
          later);
      assertThat(statuses).hasSize(LOGINS).isSubsetOf(200, 503).contains(200);
      assertThat(later).isLessThan(MOST_LATER_MILLIS);
    }
  }

  private static int logIn(Api nobody) {
    return nobody
        .post(
            "/api/auth/login",
            Map.of("login", "eve", "password", "the phrase of fifty people", "tokens", "body"))
        .status();
  }

  private static void join(Thread thread) {
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long quantile(List<Long> millis, double part) {
    var sorted = millis.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * part)));
  }

  /// Messages from one socket to another, one after the other.
  private static final class Talk {

    private final ChatSocket from;
    private final ChatSocket to;
    private final String conversation;
    private int sent;

    Talk(ChatSocket from, ChatSocket to, String conversation) {
      this.from = from;
      this.to = to;
      this.conversation = conversation;
    }

    List<Long> times(int count) {
      return IntStream.range(0, count).mapToObj(n -> once()).toList();
    }

    /// Milliseconds from the sending to the arrival on the other socket.
    long once() {
      var id = "m" + sent++;
      int before = to.frames().size();
      long begun = System.nanoTime();
      from.send(
          Map.of(
              "type", "send",
              "ref", id,
              "conversation", conversation,
              "clientMessageId", id,
              "text", "message " + id));
      Cast.awaitAfter(
          to, before, "a message", frame -> frame.path("clientMessageId").asString("").equals(id));
      return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }
  }
}
