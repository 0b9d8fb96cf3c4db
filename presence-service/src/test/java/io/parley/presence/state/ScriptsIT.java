package io.parley.presence.state;

import static io.parley.presence.Stage.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.parley.common.bus.Presence;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import io.parley.presence.FakeNode;
import io.parley.presence.Replica;
import io.parley.presence.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class ScriptsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final UserId ANNA = new UserId("anna");

  private final Stage stage = new Stage();
  private final Incarnation incarnation = new Incarnation("inc");
  private Replica replica;
  private NodeRecords nodes;
  private UserRecords users;
  private RedisCommands<String, String> redis;

  @BeforeEach
  void start() {
    replica = stage.replica("parley.presence.grace=200ms");
    nodes = replica.get(NodeRecords.class);
    users = replica.get(UserRecords.class);
    redis = stage.redis();
    eventually().until(() -> redis.exists("presence:{state}:clock") == 1);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void timesThenWrittenAsJavaWritesThem() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    var form = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    String script = shared() + "\nreturn iso(tonumber(ARGV[2]))";
    List<Long> times = new ArrayList<>(List.of(0L, 951_782_400_000L, 1_709_164_799_999L));
    random.longs(500, 0, 32_503_680_000_000L).forEach(times::add);
    for (long millis : times) {
      String written =
          redis.eval(
              script,
              ScriptOutputType.VALUE,
              new String[] {"presence:{state}:"},
              "0",
              Long.toString(millis));
      assertThat(written).isEqualTo(form.format(Instant.ofEpochMilli(millis)));
    }
  }

  @Test
  void applyTwiceThenCountedOnce() {
    Claim.Mine claim = live();
    List<FeedEntry> entries =
        List.of(here(claim, 1, "s1"), here(claim, 2, "s2"), left(claim, 3, "s1"));

    get(nodes.apply(claim, entries, claim.now()));
    get(nodes.apply(claim, entries, claim.now()));

    assertThat(redis.hget("presence:{state}:user:anna", "o:inc")).isEqualTo("1");
    assertThat(redis.hgetall("presence:{state}:sessions:inc")).isEqualTo(Map.of("s2", "o:anna"));
    assertThat(redis.hget("presence:{state}:node:inc", "n")).isEqualTo("3");
  }

  @Test
  void applyWithAGapThenNothingBehindItAndListing() {
    Claim.Mine claim = live();

    NodeStatus status =
        get(nodes.apply(claim, List.of(here(claim, 1, "s1"), here(claim, 3, "s3")), claim.now()));

    assertThat(status).isEqualTo(NodeStatus.LISTING);
    assertThat(redis.hgetall("presence:{state}:sessions:inc")).isEqualTo(Map.of("s1", "o:anna"));
    assertThat(redis.smembers("presence:{state}:unsure")).containsExactly("inc");
  }

  @Test
  void claimThenFenceRisesWithEachOwnerAlsoOverAFlush() throws IOException {
    Claim.Mine first = live();
    stage.server().flush();

    Claim.Mine second = claim(incarnation);

    assertThat(Long.parseLong(second.fence())).isGreaterThan(Long.parseLong(first.fence()));
    assertThat(get(nodes.apply(first, List.of(), first.now()))).isEqualTo(NodeStatus.LOST);
  }

  @Test
  void claimOfANodeThatIsNotThereThenGone() {
    assertThat(get(nodes.claim(new Incarnation("never"), Instant.EPOCH)))
        .isInstanceOf(Claim.Gone.class);
    assertThat(get(nodes.claim(new Incarnation("never"), Instant.now().plusSeconds(60))))
        .isInstanceOf(Claim.Gone.class);
  }

  @Test
  void forgetWithSessionsThenRefused() {
    Claim.Mine claim = live();
    get(nodes.apply(claim, List.of(here(claim, 1, "s1")), claim.now()));

    assertThat(get(nodes.forget(claim))).isFalse();
    assertThat(redis.exists("presence:{state}:node:inc")).isOne();

    assertThat(get(nodes.drop(claim, List.of(new SessionId("s1"))))).isTrue();
    assertThat(get(nodes.forget(claim))).isTrue();
    assertThat(redis.exists("presence:{state}:node:inc")).isZero();
  }

  @Test
  void sessionOfAnotherUserUnderTheSameNameThenTheFormerLosesIt() {
    Claim.Mine claim = live();
    get(nodes.apply(claim, List.of(here(claim, 1, "s1")), claim.now()));
    FeedEntry ben =
        new FeedEntry(
            position(claim),
            2,
            new FeedEntry.Here(new UserId("ben"), new SessionId("s1"), Presence.State.ONLINE));

    get(nodes.apply(claim, List.of(ben), claim.now()));

    assertThat(redis.hexists("presence:{state}:user:anna", "o:inc")).isFalse();
    assertThat(redis.hget("presence:{state}:user:ben", "o:inc")).isEqualTo("1");
    assertThat(redis.hgetall("socket_user_map")).isEqualTo(Map.of("s1", "ben"));
  }

  @Test
  void nodeIsListingThenItHoldsUpEveryonesFallBack() {
    FakeNode blind = stage.silentNode();
    blind.refuseList(true);
    blind.unheard(blind::beat);
    blind.beat();
    FakeNode node = stage.node();
    node.open("s1", "anna");
    node.close("s1", "logout");
    node.open("s2", "ben");
    eventually().until(() -> redis.hexists("socket_user_map", "s2"));

    stage.assertTold("anna", "online");
    blind.refuseList(false);
    eventually().until(() -> stage.watcher().states("anna").equals(List.of("online", "offline")));
  }

  @Test
  void rememberThenANewerTimeStays() {
    Instant early = Instant.ofEpochMilli(1_000_000);
    Instant late = Instant.ofEpochMilli(2_000_000);
    get(users.remember(List.of(ANNA), Map.of(ANNA, late)).thenReturn(true));
    get(users.remember(List.of(ANNA), Map.of(ANNA, early)).thenReturn(true));
    eventually().until(() -> replica.state("anna") == Presence.State.OFFLINE);

    assertThat(replica.look("anna").getFirst().lastSeen()).isEqualTo(late);
    assertThat(redis.get("user:anna:lastSeen")).isEqualTo("1970-01-01T00:33:20.000Z");
    assertThat(redis.ttl("presence:{state}:user:anna")).isPositive();
  }

  @Test
  void savedWhileItRoseThenItWaitsToBeSavedAgain() {
    redis.zadd("presence:{state}:unsaved", 9e15, "anna");
    get(users.saved(Map.of(ANNA, Instant.ofEpochMilli(5))).thenReturn(true));

    assertThat(redis.zscore("presence:{state}:unsaved", "anna")).isEqualTo(9e15);
  }

  @Test
  void viewsSwitchedOffThenNotWritten() {
    replica.close();
    redis.flushall();
    Replica plain = stage.replica("parley.presence.operator-views=false");
    FakeNode node = stage.node();
    node.open("s1", "anna");
    eventually().until(() -> plain.state("anna") == Presence.State.ONLINE);

    assertThat(redis.exists("online_users", "socket_user_map")).isZero();
  }

  private Claim.Mine live() {
    Claim.Mine claim = claim(incarnation);
    assertThat(get(nodes.live(claim, 0, "0-0", claim.now()))).isTrue();
    return claim;
  }

  private Claim.Mine claim(Incarnation node) {
    return (Claim.Mine) get(nodes.claimNew(node));
  }

  private static FeedEntry here(Claim.Mine claim, long number, String session) {
    return new FeedEntry(
        position(claim),
        number,
        new FeedEntry.Here(ANNA, new SessionId(session), Presence.State.ONLINE));
  }

  private static FeedEntry left(Claim.Mine claim, long number, String session) {
    return new FeedEntry(
        position(claim), number, new FeedEntry.Left(ANNA, new SessionId(session), false));
  }

  private static String position(Claim.Mine claim) {
    return claim.now().toEpochMilli() + "-0";
  }

  private static <T> T get(Mono<T> answer) {
    return Objects.requireNonNull(answer.block(PATIENCE));
  }

  private static String shared() {
    try (var stream = Objects.requireNonNull(Script.class.getResourceAsStream("shared.lua"))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
