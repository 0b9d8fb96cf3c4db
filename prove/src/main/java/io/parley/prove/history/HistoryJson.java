package io.parley.prove.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.common.id.ClientMessageId;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonParser;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/// Entries as JSON lines. What is read shares its equal parts: an event that forty members saw is
/// one object, so that a run of half an hour fits into memory. Writing is safe for many threads,
/// reading is for one.
final class HistoryJson {

  private final Map<Object, Object> shared = new HashMap<>();
  private final JsonMapper mapper =
      JsonMapper.builder()
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
          .addModule(
              new SimpleModule()
                  .addDeserializer(ConversationId.class, text(ConversationId::new))
                  .addDeserializer(UserId.class, text(UserId::new))
                  .addDeserializer(ClientMessageId.class, text(ClientMessageId::new))
                  .addDeserializer(String.class, text(text -> text)))
          .build();

  String write(Entry entry) {
    return mapper.writerFor(Entry.class).writeValueAsString(entry);
  }

  /// @return empty when the line stops in the middle
  Optional<Entry> read(String line) {
    try {
      return Optional.of(sharing(mapper.readValue(line, Entry.class)));
    } catch (UnexpectedEndOfInputException _) {
      return Optional.empty();
    }
  }

  private Entry sharing(Entry entry) {
    return switch (entry) {
      case SessionEntry.Received it ->
          new SessionEntry.Received(it.at(), it.session(), it.conversation(), share(it.event()));
      case ReadingEntry.LogRead it ->
          new ReadingEntry.LogRead(
              it.at(),
              it.asked(),
              it.user(),
              it.conversation(),
              it.epoch(),
              it.first(),
              it.head(),
              it.events().stream().map(this::share).toList());
      case ReadingEntry.HistoryRead it ->
          new ReadingEntry.HistoryRead(
              it.at(),
              it.asked(),
              it.user(),
              it.conversation(),
              it.messages().stream().map(this::share).toList());
      default -> entry;
    };
  }

  @SuppressWarnings("unchecked") // a value is mapped to its equal, which has its type
  private <T> T share(T value) {
    var before = shared.putIfAbsent(value, value);
    return before == null ? value : (T) before;
  }

  private interface FromText<T> {
    T of(String text);
  }

  private <T> ValueDeserializer<T> text(FromText<T> form) {
    return new ValueDeserializer<>() {
      @Override
      public T deserialize(JsonParser parser, DeserializationContext context) {
        return share(form.of(parser.getString()));
      }
    };
  }
}
