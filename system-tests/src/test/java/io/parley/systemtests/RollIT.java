package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// D22: a rolling deploy of chat nodes and of gateways is invisible to those who talk.
@Timeout(600)
class RollIT {

  private static final int USERS = 6;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_EXIT = Duration.ofSeconds(25);

  @Test
  void rollUnderLoadThenNothingLostNothingTwiceAndOnlyPoliteCloses() throws Exception {
    try (var platform = Platform.cluster(2, 2, Platform.WITHOUT_LIMITS)) {
      var server = new Api(platform.gateway(), platform.serverKey());
      var identities = server.identities("user", USERS);
      var owner = server.as(identities.getFirst().token());
      var everyone = identities.stream().map(Api.Identity::id).toList();
      var group = owner.conversation("group", everyone);
      var epochs = new LinkedHashMap<String, String>();
      epochs.put(group, owner.get("/api/conversations/" + group).body().get("epoch").asString());
      var gateways = List.of(platform.address("gateway-1"), platform.address("gateway-2"));
      var members = new ArrayList<Member>();
      for (int i = 0; i < USERS; i++) {
        members.add(
            new Member(i % 2 == 0 ? gateways : gateways.reversed(), identities.get(i), epochs));
      }
      members.forEach(Member::connect);

      var rolling = new AtomicBoolean(true);
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var talk =
            members.stream().map(m -> threads.submit(() -> talk(m, group, rolling))).toList();
        platform.roll();
        rolling.set(false);
        for (var one : talk) {
          one.get();
        }
      }

      Awaitility.await("every send is acknowledged")
          .atMost(Duration.ofSeconds(60))
          .until(() -> members.stream().allMatch(member -> member.waiting() == 0));
      var history = owner.history(group);
      assertThat(history.keySet())
          .containsExactlyElementsOf(LongStream.rangeClosed(1, history.size()).boxed().toList());
      assertThat(history.values()).doesNotHaveDuplicates();
      var sent = members.stream().mapToInt(member -> member.acknowledged().size()).sum();
      assertThat(history).as("every message that was sent, once").hasSize(sent);
      for (var member : members) {
        Awaitility.await(member.identity().username() + " sees everything")
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(() -> assertThat(member.seen(group)).isEqualTo(history));
        assertThat(member.violations()).isEmpty();
        assertThat(member.closeCodes()).isSubsetOf(1001, 4000).isNotEmpty();
      }
      members.forEach(Member::close);
      exits(platform, "chat-1");
      exits(platform, "gateway-2");
    }
  }

  /// One message at a time until the roll is over.
  private static Void talk(Member member, String group, AtomicBoolean rolling) {
    for (int n = 0; rolling.get(); n++) {
      var id = member.identity().username() + "-" + n;
      member.send(group, id, "message " + n);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(PAUSE)
          .pollDelay(PAUSE)
          .until(() -> member.waiting() == 0);
    }
    return null;
  }

  /// With a socket open, it ends by itself with 0.
  private static void exits(Platform platform, String name) throws InterruptedException {
    platform.kill(name);
    var process = platform.startHere(name);
    var address = platform.address(name);
    var path = name.startsWith("gateway") ? "/health" : "/internal/ready";
    Awaitility.await(name + " is ready")
        .atMost(Duration.ofSeconds(90))
        .ignoreExceptions()
        .until(() -> new Api(address, null).get(path).status() == 200);
    var identity = new Api(platform.gateway(), platform.serverKey()).identity("leaver");
    try (var socket = ChatSocket.open(address, identity.token())) {
      socket.await("welcome");
      process.destroy();
      assertThat(process.waitFor(LONGEST_EXIT.toSeconds(), TimeUnit.SECONDS))
          .as(name + " ends within " + LONGEST_EXIT)
          .isTrue();
      assertThat(process.exitValue()).isZero();
      assertThat(socket.frames())
          .anySatisfy(frame -> assertThat(frame.get("type").asString()).isEqualTo("reconnect"));
      assertThat(socket.closed().join().code()).isIn(1001, 4000);
    }
  }
}
