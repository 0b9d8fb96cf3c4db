package io.parley.chat.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.chat.Together;
import io.parley.chat.delivery.FeedListener;
import io.parley.chat.delivery.Tasks;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Head;
import io.parley.chat.log.Tally;
import io.parley.common.frame.EventFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.cache.Recent;
import io.parley.edge.cache.RecentMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Who is a member of what. Errors of every method: [io.parley.chat.log.TryAgain] when the store
/// does not answer.
@Component
public class Memberships implements FeedListener, MeterBinder {

  private static final int REMEMBERED = 50_000;
  private static final int STANDING_READS = 2;
  private static final int USERS_A_READ = 20;
  private static final int MOST_STANDING_READS = 5_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final ConversationStore conversations;
  private final MemberStore members;
  private final SmallConversations small;
  private final EventLog log;
  private final Recent<Place, Membership> recent = new Recent<>(REMEMBERED, REMEMBERED_FOR);
  private final Together<UserId, List<Standing>> standings;

  Memberships(
      ConversationStore conversations,
      MemberStore members,
      SmallConversations small,
      EventLog log,
      Tasks tasks) {
    this.conversations = conversations;
    this.members = members;
    this.small = small;
    this.log = log;
    this.standings =
        new Together<>(
            members::standings, tasks::run, STANDING_READS, USERS_A_READ, MOST_STANDING_READS);
  }

  private record Place(ConversationId conversation, UserId user) {}

  @Override
  public void bindTo(MeterRegistry registry) {
    new RecentMeters(recent, "memberships").bindTo(registry);
  }

  /// The user's membership as the store has it now, by two reads of a key. Error `not-found` when
  /// the conversation does not exist (any more) or the user is not a member of it.
  public Mono<Membership> require(ConversationId conversation, UserId user) {
    return find(conversation, user).switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  /// The same for a socket's frames: from memory where a moment ago is good enough. This node's
  /// feed of the conversation corrects it at once, and what the bus lost of it [#changedSince],
  /// which is to be asked every 5 s.
  public Mono<Membership> known(ConversationId conversation, UserId user) {
    var place = new Place(conversation, user);
    var known = recent.get(place);
    return known != null ? Mono.just(known) : learn(place);
  }

  /// What [#require] finds; empty instead of an error.
  public Mono<Membership> find(ConversationId conversation, UserId user) {
    return Mono.zip(
            conversations.find(conversation).filter(found -> !found.deleted()),
            members.find(conversation, user).filter(Member::present))
        .map(both -> new Membership(both.getT1(), both.getT2()));
  }

  /// Of these users, the places of those who are members.
  public Mono<List<Member>> find(ConversationId conversation, Collection<UserId> users) {
    return members
        .find(conversation, users)
        .map(found -> found.stream().filter(Member::present).toList());
  }

  /// The place of someone who is or was a member: error `not-found` otherwise. For those who may
  /// learn what became of a send though they left since.
  public Mono<Member> requireOnce(ConversationId conversation, UserId user) {
    return members.find(conversation, user).switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  /// Whether the user was a member once and is not any more.
  public Mono<Boolean> isFormer(ConversationId conversation, UserId user) {
    return members.find(conversation, user).map(member -> !member.present()).defaultIfEmpty(false);
  }

  /// All conversations that the user is a member of, in no order.
  public Mono<List<ConversationId>> of(UserId user) {
    return memberships(user)
        .map(found -> found.stream().map(one -> one.conversation().id()).toList());
  }

  /// The same with the heads of their logs, in one read, or in part of one when many ask at once.
  public Mono<List<Standing>> standings(UserId user) {
    return standings.get(user).defaultIfEmpty(List.of());
  }

  /// All memberships of a user, in no order.
  public Mono<List<Membership>> memberships(UserId user) {
    return members.of(user).flatMap(this::withConversations);
  }

  /// All places that a user has or had, those in deleted conversations too, in no order.
  public Mono<List<Membership>> ever(UserId user) {
    return members
        .ever(user)
        .flatMap(
            places ->
                conversations
                    .findEver(places.stream().map(Member::conversation).toList())
                    .map(found -> joined(byId(found), places)));
  }

  /// What changed since an earlier look, on whatever node; may tell what that look told already. Of
  /// the changes of one place only the last is told. A conversation whose creation is not complete
  /// may be among them.
  ///
  /// @param mark what the earlier look answered; null finds nothing and answers where to go on from
  public Mono<MembershipChanges> changedSince(@Nullable ChangeMark mark) {
    return members
        .changedSince(mark)
        .doOnNext(
            found ->
                found.changes().forEach(change -> forget(change.conversation(), change.user())));
  }

  /// Those of these users with whom the user shares a conversation; themselves when asked for.
  public Mono<Set<UserId>> contacts(UserId user, Collection<UserId> users) {
    return of(user)
        .flatMap(shared -> members.within(shared, users))
        .map(places -> places.stream().map(Member::user).collect(Collectors.toUnmodifiableSet()));
  }

  /// The members of those of these conversations that have at most `most`, mostly from memory.
  ///
  /// @param asOf tallies up to which their logs are applied: who came or went by then is seen
  public Mono<Map<ConversationId, List<MemberSince>>> ofSmall(
      Map<ConversationId, Tally> asOf, int most) {
    return small.of(asOf, most);
  }

  /// How many members each of these conversations has, as far as its log is known to reach here:
  /// all that this node appended or was told by the bus, and what others did until a second ago.
  public Mono<Map<ConversationId, Long>> counts(Collection<ConversationId> ids) {
    return Mono.zip(conversations.findEver(ids), log.heads(ids), Memberships::counts);
  }

  private static Map<ConversationId, Long> counts(
      List<Conversation> found, Map<ConversationId, Head> heads) {
    return found.stream()
        .collect(
            Collectors.toMap(Conversation::id, one -> one.members(Tally.at(heads.get(one.id())))));
  }

  /// A page of the present members, in the order of joining.
  ///
  /// @param after the last one of the page before, or null
  public Mono<List<Member>> page(ConversationId conversation, @Nullable Member after, int limit) {
    return members.page(conversation, after, limit);
  }

  @Override
  public void passed(EventFrame event) {
    switch (event) {
      case EventFrame.MemberJoined joined -> forget(joined.conversation(), joined.user());
      case EventFrame.MemberChanged changed -> forget(changed.conversation(), changed.user());
      case EventFrame.MemberLeft left -> forget(left.conversation(), left.user());
      case EventFrame.ConversationChanged changed -> forgetAll(changed.conversation());
      case EventFrame.Message _,
          EventFrame.MessageEdited _,
          EventFrame.MessageDeleted _,
          EventFrame.Reacted _,
          EventFrame.Noop _ -> {}
    }
  }

  void forget(ConversationId conversation, UserId user) {
    recent.remove(new Place(conversation, user));
  }

  void forgetAll(ConversationId conversation) {
    recent.removeIf(place -> place.conversation().equals(conversation));
  }

  /// Keeps what was read only when nothing was corrected meanwhile.
  private Mono<Membership> learn(Place place) {
    return Mono.defer(
        () -> {
          var before = recent.removals();
          return require(place.conversation(), place.user())
              .doOnNext(found -> recent.put(place, found, before));
        });
  }

  private Mono<List<Membership>> withConversations(List<Member> places) {
    var ids = places.stream().map(Member::conversation).toList();
    return conversations.find(ids).map(found -> joined(byId(found), places));
  }

  private static Map<ConversationId, Conversation> byId(List<Conversation> conversations) {
    return conversations.stream().collect(Collectors.toMap(Conversation::id, Function.identity()));
  }

  private static List<Membership> joined(
      Map<ConversationId, Conversation> conversations, List<Member> places) {
    List<Membership> joined = new ArrayList<>();
    for (var place : places) {
      var conversation = conversations.get(place.conversation());
      if (conversation != null) {
        joined.add(new Membership(conversation, place));
      }
    }
    return joined;
  }
}
