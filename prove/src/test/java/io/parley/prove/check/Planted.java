package io.parley.prove.check;

import io.parley.prove.history.Entry;
import io.parley.prove.history.Event;
import io.parley.prove.history.History;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.SessionEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;

/// A history into which something wrong is planted.
final class Planted {

  private final List<Entry> entries;
  private final Random random;

  Planted(History history, Random random) {
    this.entries = new ArrayList<>(history.entries());
    this.random = random;
  }

  List<Entry> entries() {
    return entries;
  }

  History history() {
    return History.of(entries);
  }

  <T extends Entry> List<T> all(Class<T> type) {
    return entries.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// One of this type that fits; empty when none does.
  <T extends Entry> Optional<T> any(Class<T> type, BiPredicate<Planted, T> fits) {
    var candidates = all(type).stream().filter(entry -> fits.test(this, entry)).toList();
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(candidates.get(random.nextInt(candidates.size())));
  }

  boolean replace(Entry old, Entry now) {
    entries.set(entries.indexOf(old), now);
    return true;
  }

  boolean remove(Entry old) {
    return entries.remove(old);
  }

  boolean add(Entry entry) {
    return entries.add(entry);
  }

  /// Changes the events of all logs that were read, and of all histories.
  boolean everyReading(UnaryOperator<List<Event>> change) {
    entries.replaceAll(
        entry ->
            switch (entry) {
              case ReadingEntry.LogRead it -> withEvents(it, change.apply(it.events()));
              case ReadingEntry.HistoryRead it ->
                  new ReadingEntry.HistoryRead(
                      it.at(),
                      it.asked(),
                      it.user(),
                      it.conversation(),
                      change.apply(it.messages()));
              default -> entry;
            });
    return true;
  }

  static ReadingEntry.LogRead withEvents(ReadingEntry.LogRead read, List<Event> events) {
    long head = events.isEmpty() ? 0 : Math.max(read.head(), events.getLast().sequence());
    return new ReadingEntry.LogRead(
        read.at(),
        read.asked(),
        read.user(),
        read.conversation(),
        read.epoch(),
        read.first(),
        head,
        events);
  }

  /// Changes the event at one place wherever it is seen, and nothing else of it.
  void everySighting(io.parley.common.id.ConversationId conversation, UnaryOperator<Event> change) {
    entries.replaceAll(
        entry ->
            switch (entry) {
              case SessionEntry.Received it when it.conversation().equals(conversation) ->
                  new SessionEntry.Received(
                      it.at(), it.session(), conversation, change.apply(it.event()));
              case ReadingEntry.LogRead it when it.conversation().equals(conversation) ->
                  withEvents(it, it.events().stream().map(change).toList());
              case ReadingEntry.HistoryRead it when it.conversation().equals(conversation) ->
                  new ReadingEntry.HistoryRead(
                      it.at(),
                      it.asked(),
                      it.user(),
                      conversation,
                      it.messages().stream().map(change).toList());
              default -> entry;
            });
  }

  static Event at(Event event, long sequence) {
    return new Event(
        sequence,
        event.type(),
        event.message(),
        event.clientMessageId(),
        event.sender(),
        event.subject(),
        event.digest());
  }
}
