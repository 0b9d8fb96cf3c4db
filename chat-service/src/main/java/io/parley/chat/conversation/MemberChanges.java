package io.parley.chat.conversation;

import io.parley.chat.delivery.Announcer;
import io.parley.chat.directory.Directory;
import io.parley.chat.log.Appended;
import io.parley.chat.log.EventDraft;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Adds, promotes and removes members. Each change is an event of the log; what is so already
/// changes nothing.
///
/// Errors of all: `not-found`, `forbidden`, `conflict` of a direct conversation, `try-again`.
@Component
public class MemberChanges {

  private static final String LEFT = "left";
  private static final String REMOVED = "removed";
  private static final int HEIRS_LOOKED_AT = 1000;

  private final Memberships memberships;
  private final MemberStore members;
  private final Directory directory;
  private final Events events;
  private final Announcer announcer;

  MemberChanges(
      Memberships memberships,
      MemberStore members,
      Directory directory,
      Events events,
      Announcer announcer) {
    this.memberships = memberships;
    this.members = members;
    this.directory = directory;
    this.events = events;
    this.announcer = announcer;
  }

  /// Checks that someone may change members at all; the order of refusals wants that before the
  /// body is looked at.
  public Mono<Membership> allowed(UserId by, ConversationId id, Right right) {
    return memberships
        .require(id, by)
        .doOnNext(
            membership -> {
              membership.checkNotDirect();
              membership.check(right);
            });
  }

  /// Adds users with a role, in this order; members stay as they are.
  ///
  /// @return those who were added
  public Mono<List<UserId>> add(UserId by, ConversationId id, Collection<UserId> users, Role role) {
    return allowed(by, id, Right.ADD_MEMBERS)
        .doOnNext(membership -> checkMayGive(membership.role(), role))
        .then(checkUsers(users))
        .thenMany(Flux.fromIterable(new LinkedHashSet<>(users)))
        .concatMap(user -> addOne(by, id, user, role))
        .collectList();
  }

  /// Gives a member another role. The owner may make others owners; oneself one may only lower.
  public Mono<Member> changeRole(UserId by, ConversationId id, UserId user, Role role) {
    return events.decided(
        () ->
            allowed(by, id, Right.CHANGE_ROLES)
                .flatMap(
                    membership ->
                        present(id, user).flatMap(target -> changeRole(membership, target, role))));
  }

  /// Removes a member, or lets oneself go, which everyone may. When the last owner goes, the member
  /// of the highest role who joined first becomes owner before.
  public Mono<Void> remove(UserId by, ConversationId id, UserId user) {
    return by.equals(user)
        ? events.decided(() -> leave(by, id))
        : events.decided(() -> removeOther(by, id, user));
  }

  private Mono<UserId> addOne(UserId by, ConversationId id, UserId user, Role role) {
    return events.decided(
        () ->
            members
                .find(id, user)
                .defaultIfEmpty(new Member(id, user, role, Instant.EPOCH, 0, 0, false))
                .filter(before -> !before.present())
                .flatMap(
                    before ->
                        events.ofMember(
                            before, by, new EventDraft.MemberJoined(user, role.wireName())))
                .map(appended -> announced(id, user, appended)));
  }

  private UserId announced(ConversationId id, UserId user, Appended appended) {
    announcer.joined(id, user, appended.event().sequence());
    return user;
  }

  private Mono<Member> changeRole(Membership by, Member target, Role role) {
    if (target.role() == role) {
      return Mono.just(target);
    }
    var oneself = target.user().equals(by.user());
    if (!oneself) {
      checkMayActOn(by.role(), target.role());
    }
    checkMayGive(by.role(), role);
    var kept = oneself && by.role() == Role.OWNER ? otherOwner(target) : Mono.just(true);
    return kept.filter(Boolean::booleanValue)
        .switchIfEmpty(Mono.error(MemberChanges::lastOwner))
        .then(
            events.ofMember(
                target, by.user(), new EventDraft.MemberChanged(target.user(), role.wireName())))
        .then(present(target.conversation(), target.user()));
  }

  private Mono<Void> removeOther(UserId by, ConversationId id, UserId user) {
    return allowed(by, id, Right.REMOVE_MEMBERS)
        .flatMap(
            membership ->
                present(id, user).doOnNext(t -> checkMayActOn(membership.role(), t.role())))
        .flatMap(target -> events.ofMember(target, by, new EventDraft.MemberLeft(user, REMOVED)))
        .then();
  }

  private Mono<Void> leave(UserId user, ConversationId id) {
    return memberships
        .require(id, user)
        .doOnNext(Membership::checkNotDirect)
        .map(Membership::member)
        .flatMap(
            member ->
                inherit(member)
                    .then(events.ofMember(member, user, new EventDraft.MemberLeft(user, LEFT))))
        .then();
  }

  private Mono<Void> inherit(Member leaving) {
    return leaving.role() == Role.OWNER
        ? others(leaving)
            .filter(others -> others.stream().noneMatch(one -> one.role() == Role.OWNER))
            .flatMap(others -> Mono.justOrEmpty(others.stream().min(Succession.ORDER)))
            .flatMap(heir -> promote(leaving, heir))
        : Mono.empty();
  }

  private Mono<Void> promote(Member leaving, Member heir) {
    return events
        .ofMember(
            heir, leaving.user(), new EventDraft.MemberChanged(heir.user(), Role.OWNER.wireName()))
        .then();
  }

  private Mono<Boolean> otherOwner(Member owner) {
    return others(owner).map(others -> others.stream().anyMatch(one -> one.role() == Role.OWNER));
  }

  private Mono<List<Member>> others(Member but) {
    return members
        .page(but.conversation(), null, HEIRS_LOOKED_AT)
        .map(page -> page.stream().filter(one -> !one.user().equals(but.user())).toList());
  }

  private Mono<Member> present(ConversationId id, UserId user) {
    return members
        .find(id, user)
        .filter(Member::present)
        .switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  private Mono<Void> checkUsers(Collection<UserId> users) {
    return directory
        .missing(Set.copyOf(users))
        .flatMap(
            missing ->
                missing.isEmpty() ? Mono.empty() : Mono.error(Creation.unknown("users", missing)));
  }

  private static void checkMayActOn(Role by, Role target) {
    if (by != Role.OWNER && !by.isAbove(target)) {
      throw ProblemException.forbidden(
          "role: " + by.wireName() + " (not above " + target.wireName() + ")");
    }
  }

  private static void checkMayGive(Role by, Role role) {
    if (by != Role.OWNER && !by.isAbove(role)) {
      throw ProblemException.forbidden(
          "role: " + by.wireName() + " (may not give " + role.wireName() + ")");
    }
  }

  private static ProblemException lastOwner() {
    return ProblemException.conflict("The last owner: make someone else owner first");
  }
}
