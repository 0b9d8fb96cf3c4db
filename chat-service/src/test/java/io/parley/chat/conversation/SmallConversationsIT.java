package io.parley.chat.conversation;

import static io.parley.chat.SharedNode.node;
import static io.parley.chat.SharedNode.person;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.SharedNode.Person;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What is remembered of small conversations, and until when.
class SmallConversationsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Person ada = person("ada");
  private final Person ben = person("ben");
  private final MemberStore members = node().bean(MemberStore.class);
  private final SmallConversations small = node().bean(SmallConversations.class);
  private final ConversationId id = new ConversationId(ada.rest().create("group", ben));

  @Test
  void ofWhenNobodyCameOrWentSinceThenFromMemory() {
    assertThat(users(new Tally(3, 0, 0), 10)).containsExactlyInAnyOrder(ada.id(), ben.id());
    members
        .change(new Member(id, ben.id(), Role.MEMBER, Instant.now(), 0, 9, false))
        .block(PATIENCE);
    assertThat(users(new Tally(7, 0, 0), 10)).containsExactlyInAnyOrder(ada.id(), ben.id());
    assertThat(users(new Tally(7, 0, 1), 10)).containsExactly(ada.id());
    assertThat(users(new Tally(7, 0, 0), 10)).containsExactly(ada.id());
  }

  @Test
  void ofWhenMoreThanAreWantedThenMissingUntilMoreAreWanted() {
    assertThat(read(Tally.NONE, 1)).isEmpty();
    assertThat(read(Tally.NONE, 1)).isEmpty();
    assertThat(users(Tally.NONE, 2)).hasSize(2);
    assertThat(read(Tally.NONE, 1)).isEmpty();
  }

  @Test
  void ofWhenSomeAreKnownThenTheOthersAreRead() {
    var more =
        IntStream.range(0, 3)
            .mapToObj(_ -> new ConversationId(ben.rest().create("group")))
            .toList();
    assertThat(users(Tally.NONE, 2)).hasSize(2);
    var unknown = new ConversationId("nowhere");
    var found =
        small
            .of(
                Map.of(
                    id,
                    Tally.NONE,
                    more.get(0),
                    Tally.NONE,
                    more.get(1),
                    Tally.NONE,
                    unknown,
                    Tally.NONE),
                2)
            .block(PATIENCE);
    assertThat(found).containsOnlyKeys(id, more.get(0), more.get(1));
    assertThat(Objects.requireNonNull(found).get(more.get(0)))
        .containsExactly(new MemberSince(ben.id(), 0));
  }

  private List<UserId> users(Tally asOf, int most) {
    return read(asOf, most).getOrDefault(id, List.of()).stream().map(MemberSince::user).toList();
  }

  private Map<ConversationId, List<MemberSince>> read(Tally asOf, int most) {
    return Objects.requireNonNull(small.of(Map.of(id, asOf), most).block(PATIENCE));
  }
}
