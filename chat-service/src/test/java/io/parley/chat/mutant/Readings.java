package io.parley.chat.mutant;

import io.parley.chat.RestClient;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.prove.history.CallEntry;
import io.parley.prove.history.Digest;
import io.parley.prove.history.Event;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What a user reads over REST, written down.
final class Readings {

  private final Recorder recorder;
  private final UserId user;
  private final RestClient rest;

  Readings(Recorder recorder, UserId user, RestClient rest) {
    this.recorder = recorder;
    this.user = user;
    this.rest = rest;
  }

  static Event event(JsonNode frame) {
    var text = frame.path("text");
    return new Event(
        frame.get("sequence").longValue(),
        frame.path("type").stringValue(Event.MESSAGE),
        frame.get("id").stringValue(),
        new ClientMessageId(frame.get("clientMessageId").stringValue()),
        new UserId(frame.get("sender").stringValue()),
        null,
        text.isString() ? Digest.of(text.stringValue()) : null);
  }

  /// The whole log, the whole history and the standing.
  void all(ConversationId conversation) {
    log(conversation);
    history(conversation);
    standing(conversation);
  }

  /// Marks everything up to there as read.
  void mark(ConversationId conversation, long read) {
    long at = recorder.now();
    recorder.write(new CallEntry.Marked(at, user, conversation, null, read));
    var answer =
        rest.put(Map.of("read", read), "/api/conversations/{id}/marks", conversation.value());
    standing(at, conversation, answer.isStatus(200).body(), null);
  }

  private void log(ConversationId conversation) {
    long asked = recorder.now();
    var events = new ArrayList<Event>();
    JsonNode page;
    long after = 0;
    do {
      page =
          rest.get(
                  "/api/conversations/{id}/events?limit=200&after={after}",
                  conversation.value(),
                  after)
              .isStatus(200)
              .body();
      page.get("items").forEach(frame -> events.add(event(frame)));
      after = page.path("next").longValue(0);
    } while (after != 0);
    recorder.write(
        new ReadingEntry.LogRead(
            recorder.now(),
            asked,
            user,
            conversation,
            page.get("epoch").stringValue(),
            page.get("first").longValue(),
            page.get("head").longValue(),
            List.copyOf(events)));
  }

  private void history(ConversationId conversation) {
    long asked = recorder.now();
    var messages = new ArrayList<Event>();
    long after = 0;
    do {
      var page =
          rest.get(
                  "/api/conversations/{id}/messages?limit=200&after={after}",
                  conversation.value(),
                  after)
              .isStatus(200)
              .body();
      page.get("items").forEach(message -> messages.add(event(message)));
      after = page.path("after").longValue(0);
    } while (after != 0);
    recorder.write(
        new ReadingEntry.HistoryRead(
            recorder.now(), asked, user, conversation, List.copyOf(messages)));
  }

  private void standing(ConversationId conversation) {
    long asked = recorder.now();
    var body = rest.get("/api/conversations/{id}", conversation.value()).isStatus(200).body();
    standing(asked, conversation, body.get("marks"), body.get("unread").longValue());
  }

  private void standing(
      long asked, ConversationId conversation, JsonNode marks, @Nullable Long unread) {
    recorder.write(
        new ReadingEntry.Standing(
            recorder.now(),
            asked,
            user,
            conversation,
            marks.get("delivered").longValue(),
            marks.get("read").longValue(),
            unread));
  }
}
