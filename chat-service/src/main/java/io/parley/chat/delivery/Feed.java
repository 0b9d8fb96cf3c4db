package io.parley.chat.delivery;

import io.parley.chat.log.Head;
import io.parley.chat.log.Stretch;
import io.parley.chat.log.Tally;
import io.parley.common.frame.EventFrame;
import io.parley.common.frame.Position;
import io.parley.common.frame.ServerFrame;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// This node's ordered stream of one conversation, for the sessions that are attached to it: what
/// is next passes, what is ahead waits until the gap was read from the store, what is behind is
/// dropped. So no session ever gets an event twice, out of order, or without the one before it.
///
/// Its lock is held for short sections that never wait; recipients are called under it, the store
/// and the bus never.
final class Feed {

  private static final int AHEAD = 256;
  private static final int MOST_BEHIND = 1_000;

  /// What so many sessions get may wait a moment for more, since it is their number that costs.
  private static final int MANY = 8;

  private enum State {
    OPENING,
    OPEN,
    CLOSED
  }

  private final ConversationId id;
  private final FeedWork work;
  private final Sinks.Empty<Void> open = Sinks.empty();
  private final Ring ring = new Ring();
  private final TreeMap<Long, Passage> ahead = new TreeMap<>();
  private State state = State.OPENING;
  private String epoch = "";
  private long first = 1;
  private long position;

  /// The store holds events up to here, as someone said.
  private long wanted;

  /// The latest event about members that passed; where the feed began when none did.
  private long membersChanged;

  /// The log may not be the one that the feed began with.
  private boolean suspect;

  private boolean filling;
  private Attachment[] attached = new Attachment[2];
  private int count;
  private long emptySince = System.nanoTime();

  /// When an event passed last, or the log was said to move.
  private long stirredAt = System.nanoTime();

  Feed(ConversationId id, FeedWork work) {
    this.id = id;
    this.work = work;
  }

  ConversationId id() {
    return id;
  }

  /// Completes when the feed stands at its log's head. Errors when the log cannot be read, is
  /// empty-handed (completes) when there is no log.
  Mono<Void> whenOpen() {
    return open.asMono();
  }

  void opened(Head head) {
    synchronized (this) {
      if (state != State.OPENING) {
        return;
      }
      state = State.OPEN;
      epoch = head.epoch();
      first = head.first();
      position = head.sequence();
      membersChanged = position;
      advance();
      fillLater();
    }
    open.tryEmitEmpty();
  }

  /// Gives the feed up before it was open.
  void failed(Throwable error) {
    synchronized (this) {
      state = State.CLOSED;
    }
    open.tryEmitError(error);
  }

  /// Somebody is about to attach.
  synchronized void touch() {
    emptySince = System.nanoTime();
  }

  /// Closes a feed that nobody listens to for so long.
  synchronized boolean closeIfUnused(long now, long unusedNanos) {
    if (state != State.OPEN || count > 0 || now - emptySince < unusedNanos) {
      return false;
    }
    state = State.CLOSED;
    return true;
  }

  /// There is no log (any more).
  void absent() {
    synchronized (this) {
      state = State.CLOSED;
    }
    open.tryEmitEmpty();
  }

  synchronized long position() {
    return position;
  }

  synchronized boolean stirredSince(long nanos) {
    return stirredAt - nanos >= 0;
  }

  /// An event came, by whatever way, whether it is its turn or not.
  synchronized void arrived(Passage passage) {
    if (state == State.CLOSED || (state == State.OPEN && passage.sequence() <= position)) {
      return;
    }
    if (state == State.OPEN && ahead.isEmpty() && passage.sequence() == position + 1) {
      pass(passage);
    } else {
      keep(passage);
    }
    if (state == State.OPEN) {
      advance();
      fillLater();
    }
  }

  /// The store is said to hold events up to a sequence.
  synchronized void reached(long sequence) {
    if (state == State.OPEN && sequence > position) {
      wanted = Math.max(wanted, sequence);
      fillNow();
    }
  }

  /// The log was said to move: whoever said so may have died before the event became known.
  synchronized void stir() {
    stirredAt = System.nanoTime();
  }

  /// Where the store says that the log stands; it may lag.
  synchronized void check(Head head) {
    if (state != State.OPEN) {
      return;
    }
    if (head.epoch().equals(epoch)) {
      first = Math.max(first, head.first());
      reached(head.sequence());
    } else {
      suspect = true;
      fillNow();
    }
  }

  /// What a probe of the log found after the store had nothing that comes next.
  ///
  /// @param asked the feed's position before the probe
  /// @return whether reading again makes sense
  synchronized boolean examined(Head head, long asked) {
    suspect = false;
    if (!head.epoch().equals(epoch) || head.first() > position + 1 || head.sequence() < asked) {
      reset(head);
      return false;
    }
    if (position > asked) {
      return true;
    }
    first = head.first();
    if (head.sequence() > position) {
      wanted = Math.max(wanted, head.sequence());
      return true;
    }
    giveUp();
    return false;
  }

  /// There is nothing in the store that could come next.
  synchronized void giveUp() {
    suspect = false;
    wanted = position;
    ahead.clear();
  }

  synchronized boolean isSuspect() {
    return suspect;
  }

  synchronized boolean isBehind() {
    return state == State.OPEN && (suspect || wanted > position || !ahead.isEmpty());
  }

  /// The filling that [FeedWork#fill] began is over.
  synchronized void filled() {
    filling = false;
    fillLater();
  }

  /// Gives a session a place in which it gets nothing yet.
  ///
  /// @return null when the feed is closed
  synchronized @Nullable Attachment attach(Attachments owner) {
    if (state != State.OPEN) {
      return null;
    }
    var attachment = new Attachment(owner);
    if (count == attached.length) {
      attached = Arrays.copyOf(attached, count * 2);
    }
    attachment.index = count;
    attached[count++] = attachment;
    return attachment;
  }

  synchronized void detach(Attachment attachment) {
    if (attachment.state == Attachment.State.GONE) {
      return;
    }
    attachment.state = Attachment.State.GONE;
    var last = attached[--count];
    attached[attachment.index] = last;
    last.index = attachment.index;
    Arrays.fill(attached, count, count + 1, null);
    if (count == 0) {
      emptySince = System.nanoTime();
    }
  }

  /// The session gets what comes from now on.
  synchronized void live(Attachment attachment) {
    if (attachment.state == Attachment.State.PENDING) {
      attachment.position = position;
      attachment.state = Attachment.State.LIVE;
    }
  }

  /// Whether the feed may have passed a change of members that a reading of the memberships, after
  /// the log stood at a sequence, does not show.
  synchronized boolean changedMembersAfter(long sequence) {
    return membersChanged > sequence;
  }

  /// What has to be read to bring a session from a position to where the log stands, as far as can
  /// be said before it has a place here.
  ///
  /// @param stored where the log stood a moment ago; counts while the feed does not know better
  synchronized @Nullable Stretch missing(Position from, Head stored) {
    if (state == State.OPENING) {
      return missing(id, from, stored);
    }
    return ring.holdsAllAfter(from.sequence(), position)
        ? null
        : missing(id, from, new Head(epoch, first, position, Tally.NONE, Instant.EPOCH));
  }

  /// The same for a log that has no feed here.
  static @Nullable Stretch missing(ConversationId id, Position from, Head stored) {
    var after = from.sequence();
    return !from.epoch().equals(stored.epoch())
            || after < stored.first() - 1
            || after >= stored.sequence()
            || stored.sequence() - after > MOST_BEHIND
        ? null
        : new Stretch(id, after, Math.toIntExact(stored.sequence() - after));
  }

  /// What a session that is being brought up lacks; null when it is not any more.
  synchronized @Nullable Stretch missing(Attachment attachment) {
    return attachment.state != Attachment.State.CATCHING_UP || attachment.position >= position
        ? null
        : new Stretch(id, attachment.position, Math.toIntExact(position - attachment.position));
  }

  /// Begins to bring a session from a position to the feed's.
  ///
  /// @param from null when the position belongs to another epoch
  synchronized Resumption resume(Attachment attachment, @Nullable Long from, boolean told) {
    if (attachment.state == Attachment.State.GONE) {
      return Resumption.DONE;
    }
    if (from == null || from < first - 1 || position - from > MOST_BEHIND) {
      return resync(attachment);
    }
    if (from > position) {
      return Resumption.PROBE;
    }
    stand(attachment, from);
    attachment.state = Attachment.State.CATCHING_UP;
    return catchUp(attachment, told);
  }

  /// The same, but the session is told only when it missed something.
  synchronized Resumption resumeQuietly(Attachment attachment, @Nullable Long from) {
    return resume(attachment, from, from != null && position > from);
  }

  /// Begins to bring a session that has got nothing yet up from the event by which its user joined.
  synchronized Resumption join(Attachment attachment, long sequence) {
    return attachment.state == Attachment.State.PENDING
        ? resume(attachment, Math.max(0, sequence - 1), false)
        : Resumption.DONE;
  }

  /// Whether the session was not yet told of this join; from now on it was.
  synchronized boolean noteJoin(Attachment attachment, long sequence) {
    var news = attachment.state != Attachment.State.GONE && attachment.told < sequence;
    attachment.told = Math.max(attachment.told, sequence);
    return news;
  }

  /// Whether the session has got nothing yet and its place was ended.
  synchronized boolean detachPending(Attachment attachment) {
    var pending = attachment.state == Attachment.State.PENDING;
    if (pending) {
      detach(attachment);
    }
    return pending;
  }

  /// The session knew more than this feed had passed, and the log has it: the feed follows, unless
  /// it went on by itself since.
  synchronized Resumption resumeAhead(Attachment attachment, long from, Head head, boolean told) {
    if (attachment.state == Attachment.State.GONE) {
      return Resumption.DONE;
    }
    check(head);
    if (!head.epoch().equals(epoch)) {
      return resync(attachment);
    }
    if (from <= position) {
      return resume(attachment, from, told);
    }
    if (from > head.sequence()) {
      return resync(attachment);
    }
    stand(attachment, from);
    attachment.state = Attachment.State.LIVE;
    if (told) {
      attachment.recipient.offer(Outgoing.of(new ServerFrame.ConversationResumed(id, epoch, from)));
    }
    return Resumption.DONE;
  }

  /// Who knows the log so far knows of the joins in it, too; word of one may come late.
  private static void stand(Attachment attachment, long from) {
    attachment.position = from;
    attachment.told = Math.max(attachment.told, from);
  }

  /// Goes live when the ring holds the rest; else the next page has to be read.
  synchronized Resumption catchUp(Attachment attachment, boolean told) {
    if (attachment.state != Attachment.State.CATCHING_UP) {
      return Resumption.DONE;
    }
    if (attachment.position < position && !ring.holdsAllAfter(attachment.position, position)) {
      return Resumption.READ;
    }
    ring.forEachAfter(attachment.position, passage -> bring(attachment, passage));
    attachment.state = Attachment.State.LIVE;
    if (told) {
      attachment.recipient.offer(
          Outgoing.of(new ServerFrame.ConversationResumed(id, epoch, attachment.position)));
    }
    return Resumption.DONE;
  }

  /// Gives one event of a page to a session that is being brought up.
  ///
  /// @return whether the session still wants more
  synchronized boolean caughtUp(Attachment attachment, Passage passage) {
    if (attachment.state != Attachment.State.CATCHING_UP) {
      return false;
    }
    bring(attachment, passage);
    return true;
  }

  private void bring(Attachment attachment, Passage passage) {
    if (attachment.recipient.acked(id, passage.sequence())) {
      attachment.position = Math.max(attachment.position, passage.sequence());
    } else {
      attachment.pass(passage, false);
    }
  }

  /// The position of a session that is being brought up.
  synchronized long position(Attachment attachment) {
    return attachment.position;
  }

  /// Gives up bringing a session up: it has to read anew.
  synchronized Resumption resync(Attachment attachment) {
    attachment.position = position;
    attachment.state = Attachment.State.LIVE;
    attachment.recipient.offer(Outgoing.of(new ServerFrame.Resync(id, epoch, first, position)));
    return Resumption.DONE;
  }

  synchronized String epoch() {
    return epoch;
  }

  /// Tells the attached sessions what is no event.
  synchronized void tell(
      Outgoing frame, @Nullable UserId exceptUser, @Nullable SessionId exceptSession) {
    for (int i = 0; i < count; i++) {
      var recipient = attached[i].recipient;
      if (attached[i].state != Attachment.State.PENDING
          && !recipient.user().equals(exceptUser)
          && !recipient.session().equals(exceptSession)) {
        attached[i].give(frame, count >= MANY);
      }
    }
  }

  /// The sessions that are live, with the position of each told to the visitor.
  synchronized void visitLive(LiveVisitor visitor) {
    for (int i = 0; i < count; i++) {
      if (attached[i].state == Attachment.State.LIVE) {
        visitor.visit(attached[i].recipient, id, position);
      }
    }
  }

  interface LiveVisitor {
    void visit(Recipient recipient, ConversationId conversation, long head);
  }

  private void advance() {
    while (!ahead.isEmpty() && ahead.firstKey() <= position + 1) {
      var next = ahead.pollFirstEntry().getValue();
      if (next.sequence() == position + 1) {
        pass(next);
      }
    }
  }

  private void pass(Passage passage) {
    position = passage.sequence();
    stirredAt = System.nanoTime();
    if (passage.change() != null) {
      membersChanged = position;
      change(passage.change());
    }
    var answered = false;
    for (int i = 0; i < count; i++) {
      if (attached[i].state == Attachment.State.LIVE) {
        answered |= attached[i].pass(passage, count >= MANY);
      }
    }
    ring.add(passage, answered);
    if (passage.reader() != null && count > 0) {
      tellMarks(passage.reader(), passage.origin());
    }
    work.passed(this);
  }

  /// The sender of the event that passes has everything up to it.
  private void tellMarks(UserId sender, @Nullable SessionId origin) {
    var marks = Outgoing.of(new ServerFrame.Marks(id, sender, position, position));
    if (work.isNews(marks)) {
      tell(marks, null, origin);
    }
  }

  private void change(EventFrame change) {
    work.changed(change);
    if (change instanceof EventFrame.MemberLeft left) {
      remove(left.user(), left.reason());
    }
  }

  private void remove(UserId user, String reason) {
    for (int i = count - 1; i >= 0; i--) {
      var attachment = attached[i];
      if (attachment.recipient.user().equals(user)) {
        var knew = attachment.state != Attachment.State.PENDING;
        detach(attachment);
        attachment.owner.forget(id, attachment);
        if (knew) {
          attachment.recipient.offer(Outgoing.of(new ServerFrame.ConversationRemoved(id, reason)));
        }
      }
    }
  }

  private void reset(Head head) {
    epoch = head.epoch();
    first = head.first();
    position = head.sequence();
    membersChanged = position;
    wanted = position;
    ring.clear();
    ahead.clear();
    for (int i = 0; i < count; i++) {
      if (attached[i].state != Attachment.State.PENDING) {
        resync(attached[i]);
      }
    }
  }

  /// What is far ahead is read from the store instead; what sessions of this node sent is kept,
  /// since only it says so.
  private void keep(Passage passage) {
    var known = ahead.putIfAbsent(passage.sequence(), passage);
    if (known != null && known.receipt() == null && passage.receipt() != null) {
      ahead.put(passage.sequence(), passage);
    }
    if (ahead.size() > AHEAD) {
      wanted = Math.max(wanted, ahead.lastKey());
      var kept = ahead.pollLastEntry();
      if (kept != null && kept.getValue().receipt() != null) {
        ahead.put(kept.getKey(), kept.getValue());
      }
    }
  }

  /// A gap that the bus is about to fill by itself costs no read.
  private void fillLater() {
    if (!filling && isBehind()) {
      filling = true;
      work.fill(this, true);
    }
  }

  private void fillNow() {
    if (!filling) {
      filling = true;
      work.fill(this, false);
    }
  }
}
