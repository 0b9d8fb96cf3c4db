package io.parley.prove.check.fact;

import io.parley.common.id.UserId;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Event;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Who was a member of a conversation from which sequence to which.
public final class Membership {

  /// @param from the sequence of the joining; 0 of those who were there from the beginning
  /// @param to the sequence of the leaving, which is no longer theirs; [Long#MAX_VALUE] when none
  /// @param joins how many joinings of this user the log has up to this one
  public record Stretch(long from, long to, int joins) {

    boolean has(long sequence) {
      return sequence >= from && sequence < to;
    }
  }

  private final Map<UserId, List<Stretch>> stretches = new HashMap<>();
  private final List<CallEntry.JoinAsked> asked;

  Membership(
      Collection<CallEntry.Created> created,
      List<CallEntry.JoinAsked> asked,
      Collection<Event> log) {
    this.asked = asked;
    created.forEach(
        creation -> creation.members().forEach(member -> of(member).add(open(member, 0, 0))));
    log.forEach(this::follow);
  }

  private List<Stretch> of(UserId user) {
    return stretches.computeIfAbsent(user, _ -> new ArrayList<>());
  }

  private static Stretch open(UserId user, long from, int joins) {
    return new Stretch(from, Long.MAX_VALUE, joins);
  }

  private void follow(Event event) {
    var user = event.subject();
    if (user == null) {
      return;
    }
    var known = of(user);
    var last = known.isEmpty() ? null : known.getLast();
    boolean member = last != null && last.to() == Long.MAX_VALUE;
    if (event.type().equals("member.joined") && !member) {
      known.add(open(user, event.sequence(), last == null ? 1 : last.joins() + 1));
    } else if (event.type().equals("member.left") && last != null && member) {
      known.set(known.size() - 1, new Stretch(last.from(), event.sequence(), last.joins()));
    }
  }

  /// Whether the user was a member at this place of the log.
  public boolean has(UserId user, long sequence) {
    return stretches.getOrDefault(user, List.of()).stream()
        .anyMatch(stretch -> stretch.has(sequence));
  }

  /// Whether the user may know of this event at that time: because they were a member at its place,
  /// or because they joined later and see the log from its start.
  public boolean maySee(UserId user, long sequence, long at) {
    long joins =
        asked.stream().filter(join -> join.at() <= at && join.users().contains(user)).count();
    return stretches.getOrDefault(user, List.of()).stream()
        .anyMatch(
            stretch ->
                stretch.has(sequence) || (stretch.from() > sequence && stretch.joins() <= joins));
  }

  /// Whether the user was one at any time up to then.
  public boolean everHad(UserId user, long at) {
    return maySee(user, 0, at);
  }
}
