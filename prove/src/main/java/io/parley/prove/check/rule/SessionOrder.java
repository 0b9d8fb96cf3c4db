package io.parley.prove.check.rule;

import io.parley.common.id.ConversationId;
import io.parley.prove.check.Allowances;
import io.parley.prove.check.Finding;
import io.parley.prove.check.Promise;
import io.parley.prove.check.Rule;
import io.parley.prove.check.fact.Facts;
import io.parley.prove.check.fact.Faults;
import io.parley.prove.check.fact.SessionFacts;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Entry;
import io.parley.prove.history.RunEntry;
import io.parley.prove.history.SessionEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// D12 and D14: on one session the frames of a conversation come once, in order and without a hole,
/// the session's own acknowledgements taken for frames; after a resume, from the position on.
///
/// What comes live while hints come twice or late is D12's, on whatever session; so is a session
/// that never asked to resume. Everything else is D14's.
public final class SessionOrder implements Rule {

  /// A hint may come so much later than the fault ended.
  private static final long LATE_NANOS = Duration.ofSeconds(5).toNanos();

  private final boolean resumed;

  private SessionOrder(boolean resumed) {
    this.resumed = resumed;
  }

  /// D12: sessions that are live from the beginning, and all while hints come twice or late.
  public static Rule live() {
    return new SessionOrder(false);
  }

  /// D14: sessions that go on from a position.
  public static Rule resumed() {
    return new SessionOrder(true);
  }

  @Override
  public Promise promise() {
    return resumed ? Promise.D14 : Promise.D12;
  }

  @Override
  public Finding check(Facts facts, Allowances allowances) {
    var notes = new Finding.Notes(promise());
    var disorder =
        facts.faults().all().stream()
            .filter(spell -> spell.kind() == RunEntry.Fault.DISORDER)
            .toList();
    for (var session : facts.sessions()) {
      new Walk(session, notes, entry -> isOurs(session, entry, disorder)).run();
    }
    return notes.of(
        resumed ? "frames on resumed sessions" : "frames while hints came twice or late");
  }

  private boolean isOurs(SessionFacts session, Entry entry, List<Faults.Spell> disorder) {
    boolean live =
        !session.opened().resuming()
            || (entry.at() > session.liveFrom()
                && disorder.stream()
                    .anyMatch(spell -> spell.overlaps(entry.at() - LATE_NANOS, entry.at())));
    return live != resumed;
  }

  /// How far one conversation is on one session.
  private static final class Track {

    private static final long UNKNOWN = -1;

    private final ConversationId conversation;

    /// Everything up to here has come; what comes next has to follow it.
    private long last = UNKNOWN;

    /// Own events beyond `last` that an acknowledgement stands for.
    private final Set<Long> acked = new HashSet<>();

    /// Own events that were acknowledged as stored before: their frame may come as well.
    private final Set<Long> ackedAgain = new HashSet<>();

    Track(ConversationId conversation) {
      this.conversation = conversation;
    }

    void startAt(long position) {
      last = position;
      ackedAgain.addAll(acked);
      acked.clear();
    }

    boolean covers(long sequence) {
      return acked.contains(sequence) || ackedAgain.contains(sequence);
    }

    /// The first one up to `to` that is missing; 0 when none is.
    long missing(long to) {
      for (long sequence = last + 1; last != UNKNOWN && sequence <= to; sequence++) {
        if (!covers(sequence)) {
          return sequence;
        }
      }
      return 0;
    }

    void reach(long sequence) {
      last = Math.max(last, sequence);
      while (acked.contains(last + 1)) {
        last++;
      }
    }
  }

  private static final class Walk {

    private final SessionFacts session;
    private final Finding.Notes notes;
    private final Predicate<Entry> ours;
    private final Map<ConversationId, Track> tracks = new HashMap<>();
    private SessionEntry.@Nullable ResumeAsked asked;

    /// @param ours whether what is wrong with an entry breaks the promise that is judged
    Walk(SessionFacts session, Finding.Notes notes, Predicate<Entry> ours) {
      this.session = session;
      this.notes = notes;
      this.ours = ours;
    }

    void run() {
      for (var step : session.steps()) {
        if (step.ack() != null && step.about() != null) {
          acked(track(step.about()), step.ack());
        } else if (step.entry() instanceof SessionEntry entry) {
          take(entry);
        }
      }
    }

    private Track track(ConversationId conversation) {
      return tracks.computeIfAbsent(conversation, Track::new);
    }

    private void take(SessionEntry entry) {
      switch (entry) {
        case SessionEntry.ResumeAsked it -> {
          asked = it;
          it.positions().forEach((id, position) -> track(id).startAt(position.sequence()));
        }
        case SessionEntry.Received it -> received(track(it.conversation()), it);
        case SessionEntry.Resumed it -> resumed(track(it.conversation()), it);
        case SessionEntry.Resynced it -> track(it.conversation()).startAt(it.head());
        case SessionEntry.Added it -> tracks.remove(it.conversation());
        case SessionEntry.Removed it -> tracks.remove(it.conversation());
        case SessionEntry.Opened _,
            SessionEntry.AllResumed _,
            SessionEntry.MarksSeen _,
            SessionEntry.Watched _,
            SessionEntry.PresenceSeen _,
            SessionEntry.Closed _ -> {}
      }
    }

    private void acked(Track track, CallEntry.Acked ack) {
      if (ack.duplicate()) {
        track.ackedAgain.add(ack.sequence());
        return;
      }
      examined(ack);
      if (track.last != Track.UNKNOWN && ack.sequence() <= track.last) {
        say(track, "got the ack of %d after everything up to %d", ack.sequence(), track.last, ack);
      }
      track.acked.add(ack.sequence());
      if (track.last != Track.UNKNOWN) {
        track.reach(track.last);
      }
    }

    private void received(Track track, SessionEntry.Received frame) {
      examined(frame);
      long sequence = frame.event().sequence();
      if (session.opened().resuming() && asked == null) {
        say(track, "got %d before it asked to resume (position %d)", sequence, track.last, frame);
        return;
      }
      if (track.acked.contains(sequence)) {
        say(
            track,
            "got %d, which it sent itself and has the ack of (position %d)",
            sequence,
            track.last,
            frame);
        return;
      }
      if (track.last == Track.UNKNOWN) {
        track.last = sequence - 1;
      }
      if (sequence <= track.last) {
        say(track, "got %d after everything up to %d", sequence, track.last, frame);
        return;
      }
      long missing = track.missing(sequence - 1);
      if (missing != 0) {
        say(track, "got %d without %d before it", sequence, missing, frame);
      }
      track.reach(sequence);
    }

    private void resumed(Track track, SessionEntry.Resumed told) {
      long missing = track.missing(told.head());
      if (missing != 0) {
        say(
            track,
            "was told that it is resumed up to %d without having got %d",
            told.head(),
            missing,
            told);
      }
      if (track.last != Track.UNKNOWN) {
        track.reach(told.head());
      }
    }

    private void examined(Entry entry) {
      if (ours.test(entry)) {
        notes.examined();
      }
    }

    private void say(Track track, String what, long first, long second, Entry entry) {
      if (!ours.test(entry)) {
        return;
      }
      notes.violation(
          "%s: %s of %s %s"
              .formatted(
                  track.conversation,
                  session.name(),
                  session.user(),
                  what.formatted(first, second)),
          session.opened(),
          asked,
          entry);
    }
  }
}
