package io.parley.chat.conversation;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.edge.cache.Recent;
import io.parley.edge.cache.RecentMeters;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Who is in conversations of few members. What is remembered is right as long as the log counts no
/// further joins and leaves, so nobody has to say that it changed.
@Component
class SmallConversations implements MeterBinder {

  private static final int MOST_PLACES = 200_000;
  private static final Duration REMEMBERED_FOR = Duration.ofMinutes(10);

  private final ConversationStore conversations;
  private final MemberStore members;
  private final Recent<ConversationId, Company> recent =
      new Recent<>(MOST_PLACES, REMEMBERED_FOR, Company::weight);

  SmallConversations(ConversationStore conversations, MemberStore members) {
    this.conversations = conversations;
    this.members = members;
  }

  /// The members of a conversation as of a tally of its log.
  ///
  /// @param present null when they were too many to be read
  private record Company(Tally asOf, long count, @Nullable List<MemberSince> present) {

    boolean isAsOf(Tally later) {
      return asOf.changes() >= later.changes();
    }

    int weight() {
      return present == null ? 1 : 1 + present.size();
    }
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    new RecentMeters(recent, "members").bindTo(registry);
  }

  /// The members of those of these conversations that have at most `most`.
  ///
  /// @param asOf tallies up to which their logs are applied
  Mono<Map<ConversationId, List<MemberSince>>> of(Map<ConversationId, Tally> asOf, int most) {
    Map<ConversationId, List<MemberSince>> known = new HashMap<>();
    Map<ConversationId, Tally> unknown = new HashMap<>();
    asOf.forEach(
        (id, tally) -> {
          var company = recent.get(id);
          if (company == null || !company.isAsOf(tally)) {
            unknown.put(id, tally);
          } else if (company.count() <= most) {
            if (company.present() == null) {
              unknown.put(id, tally);
            } else {
              known.put(id, company.present());
            }
          }
        });
    return unknown.isEmpty()
        ? Mono.just(known)
        : read(unknown, most)
            .map(
                read -> {
                  known.putAll(read);
                  return known;
                });
  }

  private Mono<Map<ConversationId, List<MemberSince>>> read(
      Map<ConversationId, Tally> asOf, int most) {
    return conversations
        .findEver(asOf.keySet())
        .map(found -> found.stream().map(one -> Sized.of(one, asOf)).toList())
        .flatMap(found -> present(small(found, most)).doOnNext(read -> remember(found, read)));
  }

  /// How many members a conversation has.
  private record Sized(ConversationId id, Tally asOf, long count) {

    static Sized of(Conversation conversation, Map<ConversationId, Tally> asOf) {
      var tally = asOf.getOrDefault(conversation.id(), Tally.NONE);
      return new Sized(conversation.id(), tally, conversation.members(tally));
    }
  }

  private static List<ConversationId> small(List<Sized> found, int most) {
    return found.stream().filter(one -> one.count() <= most).map(Sized::id).toList();
  }

  private Mono<Map<ConversationId, List<MemberSince>>> present(List<ConversationId> small) {
    return small.isEmpty()
        ? Mono.just(Map.of())
        : members.of(small).map(SmallConversations::byConversation);
  }

  private static Map<ConversationId, List<MemberSince>> byConversation(List<Member> present) {
    return present.stream()
        .collect(
            Collectors.groupingBy(
                Member::conversation,
                Collectors.mapping(
                    one -> new MemberSince(one.user(), one.joined()), Collectors.toList())));
  }

  private void remember(List<Sized> found, Map<ConversationId, List<MemberSince>> read) {
    found.forEach(
        one -> recent.put(one.id(), new Company(one.asOf(), one.count(), read.get(one.id()))));
  }
}
