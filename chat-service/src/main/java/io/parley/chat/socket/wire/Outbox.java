package io.parley.chat.socket.wire;

import io.parley.chat.delivery.Outgoing;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// The queue to one socket, bounded in frames and bytes. Durable frames leave first and in order,
/// then the newest of each state, then what may be lost. When it is full, what may be lost goes
/// first, then states; when there is no room for a durable frame even so, nothing more is taken.
/// Thread-safe; allocates nothing until it is used.
public final class Outbox {

  private static final int EPHEMERAL = 64;
  private static final int STATES = 512;

  /// Of the bounds, the part below which readers of the store may bring more.
  private static final int ROOM_PART = 8;

  private final int mostFrames;
  private final long mostBytes;
  private @Nullable ArrayDeque<Outgoing> durable;
  private @Nullable LinkedHashMap<String, Outgoing> states;
  private @Nullable ArrayDeque<Outgoing> ephemeral;
  private @Nullable List<Sinks.Empty<Void>> waiting;
  private long bytes;
  private boolean full;

  public Outbox(int mostFrames, long mostBytes) {
    this.mostFrames = mostFrames;
    this.mostBytes = mostBytes;
  }

  /// Takes a frame in, or drops it when it may be dropped.
  ///
  /// @return false when there is no room for one that must not be dropped; from then on nothing is
  ///   taken
  public synchronized boolean offer(Outgoing frame) {
    if (full) {
      return false;
    }
    switch (frame.nature()) {
      case DURABLE -> addDurable(frame);
      case LATEST -> addState(frame);
      case EPHEMERAL -> addEphemeral(frame);
    }
    return !full;
  }

  /// The next frame to write; null when there is none.
  public synchronized @Nullable Outgoing poll() {
    var next = next();
    if (next != null) {
      bytes -= next.bytes().length;
    }
    return next;
  }

  public synchronized boolean isEmpty() {
    return isEmpty(durable) && isEmpty(ephemeral) && (states == null || states.isEmpty());
  }

  /// Completes when there is room for a page of frames.
  public Mono<Void> room() {
    return Mono.defer(
        () -> {
          synchronized (this) {
            if (hasRoom()) {
              return Mono.empty();
            }
            var waiter = Sinks.<Void>empty();
            if (waiting == null) {
              waiting = new ArrayList<>(1);
            }
            waiting.add(waiter);
            return waiter.asMono();
          }
        });
  }

  /// Tells those who wait for room, when there is some. To be called after frames were taken out,
  /// without locks.
  public void tellRoom() {
    List<Sinks.Empty<Void>> told;
    synchronized (this) {
      if (waiting == null || !hasRoom()) {
        return;
      }
      told = waiting;
      waiting = null;
    }
    told.forEach(Sinks.Empty::tryEmitEmpty);
  }

  /// Lets everything go and takes nothing any more.
  public synchronized void clear() {
    full = true;
    durable = null;
    states = null;
    ephemeral = null;
    bytes = 0;
  }

  private boolean hasRoom() {
    return !full
        && (durable == null || durable.size() <= mostFrames / ROOM_PART)
        && bytes <= mostBytes / ROOM_PART;
  }

  private void addDurable(Outgoing frame) {
    if (durable == null) {
      durable = new ArrayDeque<>(4);
    }
    if (bytes + frame.bytes().length > mostBytes) {
      shed();
    }
    if (durable.size() >= mostFrames
        || (bytes + frame.bytes().length > mostBytes && !durable.isEmpty())) {
      full = true;
      return;
    }
    durable.add(frame);
    bytes += frame.bytes().length;
  }

  private void addState(Outgoing frame) {
    if (states == null) {
      states = LinkedHashMap.newLinkedHashMap(4);
    }
    var before = states.remove(frame.key());
    if (before != null) {
      bytes -= before.bytes().length;
    }
    if (states.size() < STATES && bytes + frame.bytes().length <= mostBytes) {
      states.put(frame.key(), frame);
      bytes += frame.bytes().length;
    }
  }

  private void addEphemeral(Outgoing frame) {
    if (ephemeral == null) {
      ephemeral = new ArrayDeque<>(2);
    }
    if (ephemeral.size() < EPHEMERAL && bytes + frame.bytes().length <= mostBytes / 2) {
      ephemeral.add(frame);
      bytes += frame.bytes().length;
    }
  }

  private void shed() {
    if (ephemeral != null) {
      ephemeral.forEach(frame -> bytes -= frame.bytes().length);
      ephemeral = null;
    }
    if (states != null) {
      states.values().forEach(frame -> bytes -= frame.bytes().length);
      states = null;
    }
  }

  private @Nullable Outgoing next() {
    if (durable != null && !durable.isEmpty()) {
      return durable.poll();
    }
    if (states != null && !states.isEmpty()) {
      Iterator<Outgoing> all = states.values().iterator();
      var first = all.next();
      all.remove();
      return first;
    }
    return ephemeral == null ? null : ephemeral.poll();
  }

  private static boolean isEmpty(@Nullable ArrayDeque<Outgoing> queue) {
    return queue == null || queue.isEmpty();
  }
}
