package io.parley.chat.conversation;

import io.parley.chat.delivery.Announcer;
import io.parley.chat.directory.Directory;
import io.parley.chat.limit.Limit;
import io.parley.chat.limit.RateLimits;
import io.parley.chat.log.EventLog;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Creates conversations: members first, then the log, the conversation's own document last.
/// Whatever stops on the way leaves nothing that anyone can see, and the next attempt goes on from
/// there.
@Component
public class Creation {

  private static final int SHOWN = 10;

  private final ConversationStore conversations;
  private final MemberStore members;
  private final EventLog log;
  private final Directory directory;
  private final RateLimits limits;
  private final Announcer announcer;
  private final Clock clock;

  Creation(
      ConversationStore conversations,
      MemberStore members,
      EventLog log,
      Directory directory,
      RateLimits limits,
      Announcer announcer,
      Clock clock) {
    this.conversations = conversations;
    this.members = members;
    this.log = log;
    this.directory = directory;
    this.limits = limits;
    this.announcer = announcer;
    this.clock = clock;
  }

  /// A conversation that is there now.
  ///
  /// @param isNew false when it was there before: of a direct pair, or of a repeated
  ///   `clientConversationId`
  public record Created(ConversationId id, boolean isNew) {}

  /// Errors: `invalid` naming users that do not exist, `conflict` when the creator is no longer in
  /// the conversation that a repeat means, `rate-limited`, `try-again`.
  public Mono<Created> create(UserId creator, NewConversation wish) {
    var id = idOf(creator, wish);
    return existing(id, creator).switchIfEmpty(Mono.defer(() -> make(id, creator, wish)));
  }

  private Mono<Created> existing(ConversationId id, UserId creator) {
    return conversations
        .stored(id)
        .flatMap(
            found ->
                cleaned(id, found.initial())
                    .then(members.find(id, creator))
                    .filter(place -> place.present() && !found.conversation().deleted())
                    .map(place -> new Created(id, false))
                    .switchIfEmpty(Mono.error(Creation::gone)));
  }

  private Mono<Created> make(ConversationId id, UserId creator, NewConversation wish) {
    var roles = roles(creator, wish);
    return checkUsers(wish.others())
        .then(limits.take(Limit.NEW_CONVERSATIONS, creator))
        .then(Mono.defer(() -> members.addInitial(id, roles, clock.instant())))
        .then(Mono.defer(() -> log.create(id)))
        .then(Mono.defer(() -> commit(id, creator, wish, roles.keySet())));
  }

  private Mono<Created> commit(
      ConversationId id, UserId creator, NewConversation wish, Set<UserId> all) {
    var pair = wish.kind() == Kind.DIRECT ? List.copyOf(all) : List.<UserId>of();
    var initial = wish.clientConversationId() == null ? List.<UserId>of() : List.copyOf(all);
    var made =
        new Conversation(id, wish.kind(), wish.name(), pair, all.size(), clock.instant(), 0, false);
    return conversations
        .insert(made, creator, initial)
        .flatMap(
            isNew -> isNew ? cleaned(id, initial).then(announce(id, all)) : existing(id, creator));
  }

  private Mono<Created> announce(ConversationId id, Set<UserId> all) {
    return Mono.fromSupplier(
        () -> {
          all.forEach(user -> announcer.joined(id, user, 0));
          return new Created(id, true);
        });
  }

  /// Attempts with the same `clientConversationId` may have had other members in mind; the first to
  /// succeed counts.
  private Mono<Void> cleaned(ConversationId id, List<UserId> initial) {
    return initial.isEmpty() ? Mono.empty() : members.removeInitialBut(id, initial);
  }

  private Mono<Void> checkUsers(Set<UserId> users) {
    return directory
        .missing(users)
        .flatMap(
            missing -> missing.isEmpty() ? Mono.empty() : Mono.error(unknown("members", missing)));
  }

  static ProblemException unknown(String field, Set<UserId> missing) {
    return ProblemException.invalid(
        missing.stream()
            .limit(SHOWN)
            .map(user -> new FieldError(field, user.value() + " (expected: an existing user)"))
            .toList());
  }

  private static ProblemException gone() {
    return ProblemException.conflict("The conversation was deleted, or you left it");
  }

  private static ConversationId idOf(UserId creator, NewConversation wish) {
    if (wish.kind() == Kind.DIRECT) {
      return ConversationIds.direct(creator, wish.others().iterator().next());
    }
    return wish.clientConversationId() == null
        ? ConversationIds.random()
        : ConversationIds.repeatable(creator, wish.clientConversationId());
  }

  /// In a direct conversation both are alike.
  private static Map<UserId, Role> roles(UserId creator, NewConversation wish) {
    var roles = new LinkedHashMap<UserId, Role>();
    roles.put(creator, wish.kind() == Kind.DIRECT ? Role.MEMBER : Role.OWNER);
    roles.putAll(wish.others().stream().collect(Collectors.toMap(user -> user, _ -> Role.MEMBER)));
    return roles;
  }
}
