package io.parley.prove.check.fact;

import io.parley.common.bus.Presence;
import io.parley.common.id.UserId;
import io.parley.prove.history.Entry;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.RunEntry.Truth;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Who was there, and who was shown to be.
public final class PresenceFacts {

  /// A time in which a user was not there, or nobody can say.
  ///
  /// @param began null of the time before a user's first truth
  /// @param to [Long#MAX_VALUE] when it goes on to the end
  public record Absence(UserId user, RunEntry.@Nullable PresenceTruth began, long from, long to) {

    /// Whether the user was certainly not there.
    public boolean isSure() {
      return began == null || began.truth() != Truth.UNSURE;
    }
  }

  /// Somebody was shown how a user is.
  ///
  /// @param asked when at the earliest the answer can have been found
  /// @param session that was told; null where it was asked for over REST
  public record Sighting(
      Entry entry, @Nullable String session, long asked, Presence.State state, long version) {

    public long at() {
      return entry.at();
    }

    public boolean isThere() {
      return state == Presence.State.ONLINE || state == Presence.State.AWAY;
    }
  }

  private final Map<UserId, NavigableMap<Long, RunEntry.PresenceTruth>> truths = new HashMap<>();
  private final Map<UserId, List<Sighting>> sightings = new HashMap<>();

  PresenceFacts() {}

  void add(RunEntry.PresenceTruth truth) {
    truths.computeIfAbsent(truth.user(), _ -> new TreeMap<>()).put(truth.at(), truth);
  }

  void add(SessionEntry.PresenceSeen seen) {
    sightings
        .computeIfAbsent(seen.user(), _ -> new ArrayList<>())
        .add(new Sighting(seen, seen.session(), seen.at(), seen.state(), seen.version()));
  }

  void add(ReadingEntry.PresenceRead read) {
    sightings
        .computeIfAbsent(read.of(), _ -> new ArrayList<>())
        .add(new Sighting(read, null, read.asked(), read.state(), read.version()));
  }

  /// Of whom the history says when they were there.
  public Set<UserId> users() {
    return truths.keySet();
  }

  /// In the order of their times.
  public List<Sighting> sightings(UserId user) {
    return sightings.getOrDefault(user, List.of());
  }

  public @Nullable Entry truthBefore(UserId user, long at) {
    var known = truths.get(user);
    var last = known == null ? null : known.floorEntry(at);
    return last == null ? null : last.getValue();
  }

  /// Those that certainly were, of users who had been there before.
  public List<Absence> absences() {
    return truths.keySet().stream()
        .flatMap(user -> maybeAbsences(user).stream())
        .filter(absence -> absence.began() != null && absence.isSure())
        .toList();
  }

  /// All times in which the user may not have been there, the one before their first session
  /// included.
  public List<Absence> maybeAbsences(UserId user) {
    var absences = new ArrayList<Absence>();
    RunEntry.PresenceTruth began = null;
    long from = Long.MIN_VALUE / 2;
    boolean absent = true;
    for (var truth : truths.getOrDefault(user, new TreeMap<>()).values()) {
      if (absent && changes(began, truth)) {
        absences.add(new Absence(user, began, from, truth.at()));
      }
      if (changes(began, truth)) {
        began = truth;
        from = truth.at();
        absent = truth.truth() != Truth.ONLINE;
      }
    }
    if (absent) {
      absences.add(new Absence(user, began, from, Long.MAX_VALUE));
    }
    return absences;
  }

  /// A session more of somebody who is there changes nothing.
  private static boolean changes(
      RunEntry.@Nullable PresenceTruth before, RunEntry.PresenceTruth now) {
    return before == null ? now.truth() != Truth.LEFT : before.truth() != now.truth();
  }
}
