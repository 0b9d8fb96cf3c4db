package io.parley.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// D1, D2 and D4 in their first form: a chat node dies in the middle of traffic.
class KilledNodeIT {

  private static final int USERS = 10;
  private static final int MESSAGES = 1_000;
  private static final int CONVERSATIONS = 4;

  @Test
  void killOfOneNodeLosesNothingAcknowledgedAndKeepsOneOrder() throws Exception {
    try (var platform = Platform.cluster(2, Platform.WITHOUT_LIMITS)) {
      var server = new Api(platform.gateway(), platform.serverKey());
      var identities = server.identities("user", USERS);
      var owner = server.as(identities.getFirst().token());
      var everyone = identities.stream().map(Api.Identity::id).toList();
      var epochs = new LinkedHashMap<String, String>();
      for (int i = 0; i < CONVERSATIONS; i++) {
        var id = owner.conversation("group", everyone);
        epochs.put(id, owner.get("/api/conversations/" + id).body().get("epoch").asString());
      }

      var members =
          identities.stream().map(i -> new Member(platform.gateway(), i, epochs)).toList();
      members.forEach(Member::connect);
      sendAll(members, List.copyOf(epochs.keySet()), platform);

      Awaitility.await("every send is acknowledged")
          .atMost(Duration.ofSeconds(60))
          .until(() -> members.stream().allMatch(member -> member.waiting() == 0));
      for (var conversation : epochs.keySet()) {
        check(conversation, members, owner.history(conversation));
      }
      members.forEach(Member::close);
    }
  }

  private static void sendAll(List<Member> members, List<String> conversations, Platform platform)
      throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var member : members) {
        threads.submit(
            () -> {
              for (int n = 0; n < MESSAGES / USERS; n++) {
                member.send(
                    conversations.get(n % conversations.size()),
                    member.identity().username() + "-" + n,
                    "message " + n + " of " + member.identity().username());
                Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> member.waiting() < 16);
              }
              return null;
            });
      }
      Awaitility.await("a third is acknowledged")
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(5))
          .until(() -> acknowledged(members) > MESSAGES / 3);
      platform.kill("chat-1");
    }
  }

  private static int acknowledged(List<Member> members) {
    return members.stream().mapToInt(member -> member.acknowledged().size()).sum();
  }

  private static void check(
      String conversation, List<Member> members, TreeMap<Long, String> history) {
    assertThat(history.keySet())
        .as("dense from 1")
        .containsExactlyElementsOf(
            java.util.stream.LongStream.rangeClosed(1, history.size()).boxed().toList());
    assertThat(history.values()).as("every message once").doesNotHaveDuplicates();
    for (var member : members) {
      Awaitility.await(member.identity().username() + " sees everything")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(member.seen(conversation)).isEqualTo(history));
      assertThat(member.violations()).isEmpty();
      member.acknowledged().values().stream()
          .filter(acked -> acked.message().startsWith(conversation))
          .forEach(acked -> assertThat(history).containsEntry(acked.sequence(), acked.message()));
    }
  }
}
