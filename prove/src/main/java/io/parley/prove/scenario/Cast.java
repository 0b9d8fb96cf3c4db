package io.parley.prove.scenario;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.prove.client.Member;
import io.parley.prove.client.Rest;
import io.parley.prove.client.Surroundings;
import io.parley.prove.history.CallEntry;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// The users of a run and their conversations: direct ones, groups of five and one of forty.
record Cast(List<Member> members, List<Talk> talks) {

  private static final int USERS = 60;
  private static final int DIRECT = 9;
  private static final int GROUPS = 10;
  private static final int GROUP_SIZE = 5;
  private static final int CROWD_SIZE = 40;
  private static final int TOKENS = 2;

  /// Of the forty, who look at all others of them, and who go away now and then.
  private static final int WATCHERS = 6;

  private static final int GOERS = 6;

  /// Every so-manieth user does not leave when asked to.
  private static final int STUBBORN = 4;

  /// What the report says about it.
  static final String SHAPE =
      "%d clients in %d conversations (%d direct, %d groups of %d, one of %d)"
          .formatted(USERS, DIRECT + GROUPS + 1, DIRECT, GROUPS, GROUP_SIZE, CROWD_SIZE);

  private record Conversation(ConversationId id, String epoch, List<Member.Account> members) {}

  /// Creates them all.
  ///
  /// @param platform a gateway without faults before it
  static Cast create(Surroundings around, URI platform, String serverKey)
      throws IOException, InterruptedException {
    var server = new Rest(around.http(), platform, serverKey);
    var accounts = accounts(server);
    var conversations = new ArrayList<Conversation>();
    var groups = new HashSet<Set<Member.Account>>();
    for (int size : sizes()) {
      var chosen = new ArrayList<>(accounts);
      // A pair has one conversation for ever
      do {
        Collections.shuffle(chosen, around.random());
      } while (!groups.add(Set.copyOf(chosen.subList(0, size))));
      conversations.add(conversation(around, platform, List.copyOf(chosen.subList(0, size))));
    }
    return cast(around, accounts, conversations);
  }

  private static List<Integer> sizes() {
    var sizes = new ArrayList<Integer>(Collections.nCopies(DIRECT, 2));
    sizes.addAll(Collections.nCopies(GROUPS, GROUP_SIZE));
    sizes.add(CROWD_SIZE);
    return sizes;
  }

  private static Cast cast(
      Surroundings around, List<Member.Account> accounts, List<Conversation> conversations) {
    Map<UserId, Member> members = new LinkedHashMap<>();
    for (var account : accounts) {
      Map<ConversationId, String> epochs = new HashMap<>();
      for (var conversation : conversations) {
        if (conversation.members().contains(account)) {
          epochs.put(conversation.id(), conversation.epoch());
        }
      }
      members.put(account.id(), new Member(around, account, epochs));
    }
    var talks =
        conversations.stream()
            .map(
                one ->
                    new Talk(
                        one.id(),
                        one.members().stream()
                            .map(account -> Objects.requireNonNull(members.get(account.id())))
                            .toList()))
            .toList();
    var cast = new Cast(List.copyOf(members.values()), talks);
    cast.assign();
    return cast;
  }

  private void assign() {
    for (int i = 0; i < members.size(); i += STUBBORN) {
      members.get(i).stay();
    }
    var ids = crowd().stream().map(member -> member.account().id()).toList();
    watchers().forEach(member -> member.watch(ids));
  }

  /// Those of the largest conversation.
  List<Member> crowd() {
    return talks.getLast().members();
  }

  /// Those of the crowd who look at all of it.
  List<Member> watchers() {
    return crowd().subList(0, WATCHERS);
  }

  /// Those of the crowd who go away and come back.
  List<Member> goers() {
    return crowd().subList(WATCHERS, WATCHERS + GOERS);
  }

  private static List<Member.Account> accounts(Rest server)
      throws IOException, InterruptedException {
    var wanted = new ArrayList<Map<String, String>>();
    for (int i = 1; i <= USERS; i++) {
      wanted.add(Map.of("username", "user%02d".formatted(i), "fullName", "User " + i));
    }
    var made =
        server.expect(200, server.post("/api/server/users", Map.of("users", wanted))).get("users");
    var accounts = new ArrayList<Member.Account>();
    for (var user : made) {
      var tokens = new ArrayList<String>();
      for (int i = 0; i < TOKENS; i++) {
        var answer = server.post("/api/server/tokens", Map.of("user", user.get("id").asString()));
        tokens.add(server.expect(201, answer).get("accessToken").asString());
      }
      accounts.add(
          new Member.Account(
              new UserId(user.get("id").asString()), user.get("username").asString(), tokens));
    }
    return accounts;
  }

  private static Conversation conversation(
      Surroundings around, URI platform, List<Member.Account> members)
      throws IOException, InterruptedException {
    var owner = new Rest(around.http(), platform, members.getFirst().tokens().getFirst());
    var ids = members.stream().map(member -> member.id().value()).toList();
    var kind = members.size() == 2 ? "direct" : "group";
    long before = around.recorder().now();
    var answer =
        owner.post("/api/conversations", Map.of("kind", kind, "members", ids, "name", "prove"));
    var made = owner.expect(201, answer);
    var id = new ConversationId(made.get("id").asString());
    around
        .recorder()
        .write(
            new CallEntry.Created(before, id, members.stream().map(Member.Account::id).toList()));
    return new Conversation(id, made.get("epoch").asString(), members);
  }
}
