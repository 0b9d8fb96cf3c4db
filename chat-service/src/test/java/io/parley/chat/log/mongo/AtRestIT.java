package io.parley.chat.log.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.parley.chat.crypto.SealBroken;
import io.parley.chat.log.EventDraft;
import io.parley.common.frame.MessageContent;
import io.parley.common.id.ConversationId;
import io.parley.common.id.MessageId;
import io.parley.testing.TestMongo;
import java.util.List;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// Who reads or changes the store learns no text and cannot pass one for another.
class AtRestIT {

  private static final String SECRET = "the-cake-is-a-lie";

  private LogNode node;
  private LogNode other;
  private ConversationId conversation;

  @BeforeEach
  void start() {
    String store = TestMongo.newDatabase();
    node = LogNode.on(store);
    other = LogNode.on(store);
    node.ensureIndexes();
    conversation = node.conversation();
  }

  @AfterEach
  void stop() {
    node.close();
    other.close();
  }

  @Test
  void dumpThenNoContentInIt() {
    var content =
        new MessageContent(
            SECRET, null, "[\"" + SECRET + "\"]", List.of(), "{\"x\":\"" + SECRET + "\"}");
    node.appender()
        .append(LogNode.message(conversation, "ann", "m1", content, null))
        .block(LogNode.PATIENCE);
    var message = new MessageId(conversation, 1);
    node.append(conversation, "ann", "e", new EventDraft.MessageEdited(message, SECRET, List.of()));
    node.append(conversation, "ann", "r", new EventDraft.Reacted(message, SECRET, true));
    node.append(
        conversation,
        "ann",
        "n",
        new EventDraft.ConversationChanged("{\"name\":\"" + SECRET + "\"}"));
    for (String collection : List.of(Fields.EVENTS, Fields.HEADS, "chat_data_keys")) {
      assertThat(node.documents(collection)).isNotEmpty().allSatisfy(AtRestIT::assertHidden);
    }
  }

  @Test
  void readWhenTwoBodiesAreSwappedThenNothingIsShown() {
    node.sent(conversation, "ann", "m1", "one");
    node.sent(conversation, "ann", "m2", "two");
    List<Document> events = node.documents(Fields.EVENTS);
    replaceBody(events.get(0), events.get(1).get(Fields.BODY));
    StepVerifier.create(other.events().read(conversation, 0, 10))
        .expectError(SealBroken.class)
        .verify(LogNode.PATIENCE);
  }

  @Test
  void editWhenTheBodyWasTamperedWithThenTheConversationGoesOn() {
    node.sent(conversation, "ann", "m1", "one");
    node.sent(conversation, "ann", "m2", "two");
    List<Document> events = node.documents(Fields.EVENTS);
    replaceBody(events.get(0), events.get(1).get(Fields.BODY));
    var edit = new EventDraft.MessageEdited(new MessageId(conversation, 1), "three", List.of());
    assertThat(node.append(conversation, "ann", "e", edit).event().sequence()).isEqualTo(3);
    assertThat(node.sent(conversation, "ann", "m4", "four").sequence()).isEqualTo(4);
  }

  @Test
  void appendWhenAnEditDoesNotOpenThenTheConversationGoesOn() {
    node.sent(conversation, "ann", "m1", "one");
    var edit = new EventDraft.MessageEdited(new MessageId(conversation, 1), "two", List.of());
    node.insertOnly(conversation, "ann", "e", edit);
    List<Document> events = node.documents(Fields.EVENTS);
    replaceBody(events.get(1), events.get(0).get(Fields.BODY));
    assertThat(other.sent(conversation, "ann", "m3", "three").sequence()).isEqualTo(3);
  }

  @Test
  void createWhenManyNodesDoItAtOnceThenOneKeyServesAll() {
    var shared = new ConversationId("shared");
    Mono.when(
            List.of(
                node.events().create(shared),
                other.events().create(shared),
                node.events().create(shared),
                other.events().create(shared)))
        .block(LogNode.PATIENCE);
    node.sent(shared, "ann", "m1", "one");
    other.sent(shared, "ben", "m1", "two");
    assertThat(node.all(shared)).isEqualTo(other.all(shared)).hasSize(2);
  }

  private void replaceBody(Document event, @Nullable Object body) {
    Mono.from(
            node.database()
                .getCollection(Fields.EVENTS)
                .updateOne(
                    Filters.eq(Fields.ID, event.getString(Fields.ID)),
                    Updates.set(Fields.BODY, body)))
        .block(LogNode.PATIENCE);
  }

  private static void assertHidden(Document document) {
    var bytes = new StringBuilder(document.toString());
    document.values().stream()
        .filter(Binary.class::isInstance)
        .map(
            value ->
                new String(
                    ((Binary) value).getData(), java.nio.charset.StandardCharsets.ISO_8859_1))
        .forEach(bytes::append);
    assertThat(bytes.toString()).doesNotContain(SECRET);
  }
}
