package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `./parley rotate-keys`, twice, while people work: nobody is refused on any service, and tokens
/// of all three keys are good.
@ExtendWith(SharedPlatform.class)
class KeyRotationIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(100);
  private static final int PEOPLE = 4;

  private final Platform platform;
  private final Api server;
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicBoolean over = new AtomicBoolean();

  KeyRotationIT(Platform platform) {
    this.platform = platform;
    this.server = new Api(platform.gateway(), platform.serverKey());
  }

  @Test
  void twoRotationsUnderLoadThenNobodyIsRefused() throws InterruptedException {
    var suffix = UUID.randomUUID().toString().substring(0, 8);
    var people = server.identities("rot-" + suffix + "-", PEOPLE);
    var old = new ArrayList<>(List.of(people.getFirst().token()));
    var working = people.stream().map(one -> Thread.ofVirtual().start(() -> work(one))).toList();
    try {
      for (int change = 0; change < 2; change++) {
        var before = kid(freshToken(people.getFirst()));
        platform.rotateKeys();
        Awaitility.await("tokens are signed with the next key")
            .atMost(PATIENCE)
            .until(() -> !kid(freshToken(people.getFirst())).equals(before));
        old.add(freshToken(people.getFirst()));
      }
      int sofar = answered.get();
      Awaitility.await().atMost(PATIENCE).until(() -> answered.get() > sofar + 20 * PEOPLE);
    } finally {
      over.set(true);
      for (var one : working) {
        one.join(PATIENCE);
      }
    }
    assertThat(refused).isEmpty();
    assertThat(old.stream().map(KeyRotationIT::kid).distinct()).hasSize(3);
    for (var token : old) {
      for (var path : List.of("/api/auth/check", "/api/conversations", "/api/presence?users=x")) {
        Api.expect(200, server.as(token).get(path));
      }
      try (var socket = ChatSocket.open(platform.gateway(), token)) {
        socket.await("welcome");
      }
    }
    System.out.printf("two changes of keys, %d calls, none refused%n", answered.get());
  }

  private void work(Api.Identity who) {
    while (!over.get()) {
      var token = freshToken(who);
      for (var path : List.of("/api/auth/check", "/api/conversations", "/api/presence?users=x")) {
        var answer = server.as(token).get(path);
        answered.incrementAndGet();
        if (answer.status() != 200) {
          refused.add(path + ": " + answer.status() + " " + answer.body());
        }
      }
      java.util.concurrent.locks.LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  private String freshToken(Api.Identity who) {
    var minted = server.post("/api/server/tokens", Map.of("user", who.id()));
    if (minted.status() != 201) {
      refused.add("a token: " + minted.status() + " " + minted.body());
      return who.token();
    }
    return minted.body().get("accessToken").asString();
  }

  private static String kid(String token) {
    var header = java.util.Base64.getUrlDecoder().decode(token.split("\\.")[0]);
    return Api.JSON.readTree(header).get("kid").asString();
  }
}
