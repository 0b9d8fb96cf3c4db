package io.parley.chat.personal;

import io.parley.chat.conversation.Kind;
import io.parley.chat.conversation.MemberChanges;
import io.parley.chat.conversation.Membership;
import io.parley.chat.conversation.Memberships;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.common.problem.ProblemType;
import io.parley.edge.ProblemException;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Lets somebody leave all conversations, as if they left each by themselves: with `member.left` in
/// its log, and an heir where they were the last owner. A direct conversation cannot be left; it
/// stays with the other one.
@Component
class Departure {

  private static final int MOST_AT_ONCE = 50;

  private final Memberships memberships;
  private final MemberChanges changes;

  Departure(Memberships memberships, MemberChanges changes) {
    this.memberships = memberships;
    this.changes = changes;
  }

  /// Leaves some of them.
  ///
  /// @return whether there may be more
  Mono<Boolean> leaveSome(UserId user) {
    return memberships
        .memberships(user)
        .map(Departure::leavable)
        .flatMap(
            all ->
                Flux.fromIterable(all.subList(0, Math.min(all.size(), MOST_AT_ONCE)))
                    .concatMap(conversation -> leave(user, conversation))
                    .then(Mono.just(all.size() > MOST_AT_ONCE)));
  }

  /// One that was left or deleted meanwhile is left.
  private Mono<Void> leave(UserId user, ConversationId conversation) {
    return changes
        .remove(user, conversation, user)
        .onErrorResume(
            ProblemException.class,
            refused ->
                refused.type() == ProblemType.NOT_FOUND ? Mono.empty() : Mono.error(refused));
  }

  private static List<ConversationId> leavable(List<Membership> mine) {
    return mine.stream()
        .map(Membership::conversation)
        .filter(conversation -> conversation.kind() != Kind.DIRECT)
        .map(conversation -> conversation.id())
        .toList();
  }
}
