package io.parley.prove.client;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import io.parley.prove.history.Event;
import io.parley.prove.history.ReadingEntry;
import io.parley.prove.history.Recorder;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads conversations as a whole over REST, as one user, and writes down what it got.
public final class Reader {

  private static final int PAGE = 200;
  private static final int NOT_FOUND = 404;

  private final Rest rest;
  private final Recorder recorder;
  private final Member.Account account;

  public Reader(Surroundings around, URI platform, Member.Account account) {
    this.rest = new Rest(around.http(), platform, account.tokens().getFirst());
    this.recorder = around.recorder();
    this.account = account;
  }

  /// The whole log; nothing is written down when it does not exist for this user.
  ///
  /// @throws IOException when a page does not come
  public void log(ConversationId conversation) throws IOException, InterruptedException {
    long asked = recorder.now();
    var events = new ArrayList<Event>();
    var page = page(conversation, "events", 0);
    while (page != null) {
      page.get("items").forEach(frame -> events.add(Json.event(frame)));
      var next = Json.number(page, "next");
      if (next == null) {
        recorder.write(
            new ReadingEntry.LogRead(
                recorder.now(),
                asked,
                account.id(),
                conversation,
                page.get("epoch").asString(),
                page.get("first").asLong(),
                page.get("head").asLong(),
                events));
        return;
      }
      page = page(conversation, "events", next);
    }
  }

  /// The whole history.
  ///
  /// @throws IOException when a page does not come
  public void history(ConversationId conversation) throws IOException, InterruptedException {
    long asked = recorder.now();
    var messages = new ArrayList<Event>();
    for (Long after = 0L; after != null; ) {
      var page = page(conversation, "messages", after);
      if (page == null) {
        throw new IOException(account.name() + " may not read " + conversation);
      }
      page.get("items").forEach(message -> messages.add(Json.message(message)));
      after = Json.number(page, "after");
    }
    recorder.write(
        new ReadingEntry.HistoryRead(recorder.now(), asked, account.id(), conversation, messages));
  }

  /// How far the user is.
  ///
  /// @throws IOException when no answer comes
  public void standing(ConversationId conversation) throws IOException, InterruptedException {
    long asked = recorder.now();
    var object = rest.expect(200, rest.get("/api/conversations/" + conversation));
    recorder.write(
        new ReadingEntry.Standing(
            recorder.now(),
            asked,
            account.id(),
            conversation,
            object.at("/marks/delivered").asLong(),
            object.at("/marks/read").asLong(),
            Json.number(object, "unread")));
  }

  /// How others are.
  ///
  /// @throws IOException when no answer comes
  public void presence(List<UserId> users) throws IOException, InterruptedException {
    long asked = recorder.now();
    var words = users.stream().map(UserId::value).collect(Collectors.joining(","));
    var answer = rest.expect(200, rest.get("/api/presence?users=" + words));
    for (var presence : answer.get("items")) {
      recorder.write(
          new ReadingEntry.PresenceRead(
              recorder.now(),
              asked,
              account.id(),
              new UserId(presence.get("user").asString()),
              Json.state(presence),
              presence.get("version").asLong()));
    }
  }

  private @Nullable JsonNode page(ConversationId conversation, String what, long after)
      throws IOException, InterruptedException {
    var answer =
        rest.get(
            "/api/conversations/%s/%s?after=%d&limit=%d"
                .formatted(conversation, what, after, PAGE));
    return answer.status() == NOT_FOUND ? null : rest.expect(200, answer);
  }
}
