package io.parley.chat.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.chat.ChatNode;
import io.parley.chat.FakeAuth;
import io.parley.chat.RestClient;
import io.parley.chat.log.Appended;
import io.parley.chat.log.Appender;
import io.parley.chat.log.Draft;
import io.parley.chat.log.InFlight;
import io.parley.chat.log.LogEvent;
import io.parley.chat.log.Relay;
import io.parley.chat.log.Tally;
import io.parley.chat.log.TryAgain;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// A send that is refused when it comes again although it is stored, and known to be: nobody may
/// wait for it then.
class SendingIT {

  private static final String FATED = "m1";

  /// The log, but that one message is refused twice: first without being stored, then although it
  /// was, after the feeds had passed it.
  private static final class Treacherous implements Appender, InFlight, Relay {

    private final Appender log;
    private final AtomicInteger tries = new AtomicInteger();
    private final List<String> known = new CopyOnWriteArrayList<>();

    private Treacherous(Appender log) {
      this.log = log;
    }

    @Override
    public Mono<Appended> append(Draft draft) {
      if (!draft.key().endsWith(":" + FATED)) {
        return log.append(draft);
      }
      Mono<Appended> refused = Mono.error(new TryAgain("not now", Duration.ofMillis(10), null));
      return tries.incrementAndGet() == 1 ? refused : log.append(draft).then(refused);
    }

    @Override
    public Mono<Appended> stored(Draft draft) {
      return log.stored(draft);
    }

    @Override
    public @Nullable SessionId settle(LogEvent event) {
      return ((InFlight) log).settle(event);
    }

    @Override
    public void brought(byte[] parcel) {
      ((Relay) log).brought(parcel);
    }

    @Override
    public boolean written(
        ConversationId conversation,
        long sequence,
        Tally tally,
        @Nullable SessionId origin,
        Written message) {
      return ((Relay) log).written(conversation, sequence, tally, origin, message);
    }

    @Override
    public void known(ConversationId conversation, SessionId session, String key) {
      known.add(conversation.value() + " " + session.value() + " " + key);
      log.known(conversation, session, key);
    }
  }

  @Test
  void sendWhenRefusedAfterItsAckThenTheLogHearsThatNobodyHasToWait() {
    var logs = new CopyOnWriteArrayList<Treacherous>();
    try (var auth = FakeAuth.start();
        var node =
            ChatNode.start(
                ChatNode.settings(auth),
                ChatNode.around(
                    Appender.class,
                    log -> {
                      logs.add(new Treacherous(log));
                      return logs.getLast();
                    }))) {
      var ann = auth.user("ann");
      var conversation = RestClient.of(node, auth.token(ann)).create("direct", auth.user("ben"));
      try (var socket = TestSocket.open(node, auth.token(ann))) {
        var session = socket.await("welcome").get("session").stringValue();
        send(socket, conversation);
        socket.await("problem");
        send(socket, conversation);
        var ack = socket.await("ack");
        assertThat(ack.get("clientMessageId").stringValue()).isEqualTo(FATED);

        var log = logs.getFirst();
        Awaitility.await()
            .atMost(TestSocket.PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(log.known)
                        .containsExactly(
                            "%s %s %s:%s".formatted(conversation, session, ann.value(), FATED)));
        socket.send(conversation, "m2", "the next");
        assertThat(socket.all("problem"))
            .extracting(SendingIT::clientMessageId)
            .containsExactly(FATED);
      }
    }
  }

  private static void send(TestSocket socket, String conversation) {
    socket.say(
        "{'type':'send','conversation':'%s','clientMessageId':'%s','text':'hello'}",
        conversation, FATED);
  }

  private static String clientMessageId(JsonNode frame) {
    return frame.get("clientMessageId").stringValue();
  }
}
