package io.parley.common.frame;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.OpaqueId;
import io.parley.common.problem.ProblemType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/// The fields of one client frame as they stand in it, in any order, and typed access to them. A
/// field that the frame's type does not have is never looked at, so it is never wrong.
final class FrameFields {

  private static final int REF_LENGTH = 256;
  private static final int POSITIONS = 300;
  private static final int LIST = 1_000;

  private final Map<String, Object> values = new LinkedHashMap<>(8);

  /// Stands for a value whose form fits no field of any frame.
  private record Odd(String form) {}

  /// Why a frame is not accepted.
  static final class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType problem;
    private final String detail;

    Refused(ProblemType problem, String detail) {
      super(detail, null, false, false);
      this.problem = problem;
      this.detail = detail;
    }

    static Refused invalid(String detail) {
      return new Refused(ProblemType.INVALID, detail);
    }

    static Refused notReadable(JacksonException cause) {
      return invalid(
          cause instanceof StreamConstraintsException
              ? "frame: too deep, or a number or name too long"
              : "frame: not JSON");
    }
  }

  /// Reads one JSON object and nothing after it.
  void read(JsonParser parser) {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw Refused.invalid("frame: no object (expected: one JSON object)");
    }
    for (var name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      take(name, parser);
    }
    if (parser.nextToken() != null) {
      throw Refused.invalid("frame: more than one JSON value");
    }
  }

  Decoded.Bad bad(Refused refused) {
    return new Decoded.Bad(readableRef(), readableId(), refused.problem, refused.detail);
  }

  @Nullable String ref() {
    var ref = optionalString("ref");
    if (ref != null && ref.length() > REF_LENGTH) {
      throw Refused.invalid(
          "ref: " + ref.length() + " characters (expected: at most " + REF_LENGTH + ")");
    }
    return ref;
  }

  String string(String name) {
    var value = optionalString(name);
    if (value == null) {
      throw missing(name);
    }
    return value;
  }

  @Nullable String optionalString(String name) {
    var value = values.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(name, value, "a string");
  }

  boolean flag(String name) {
    var value = values.get(name);
    if (value == null) {
      throw missing(name);
    }
    return optionalFlag(name);
  }

  boolean optionalFlag(String name) {
    var value = values.get(name);
    if (value == null) {
      return false;
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(name, value, "true or false");
  }

  @Nullable Long optionalInteger(String name) {
    var value = values.get(name);
    if (value == null || value instanceof Long) {
      return (Long) value;
    }
    throw wrong(name, value, "an integer");
  }

  /// The strings of an array; null when the field is absent.
  @Nullable List<String> optionalStrings(String name) {
    var value = values.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(String.class::cast).toList();
    }
    throw wrong(name, value, "an array of strings");
  }

  /// Raw JSON of a field that is kept as it came; null when it is absent.
  @Nullable String optionalRaw(String name, char opening, String expected) {
    var value = values.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof RawJson raw && raw.text().charAt(0) == opening) {
      return raw.text();
    }
    throw wrong(name, value, expected);
  }

  Map<String, Position> positions() {
    var value = values.get("positions");
    if (value == null) {
      throw missing("positions");
    }
    if (value instanceof Positions positions) {
      return positions.all();
    }
    throw wrong("positions", value, "an object");
  }

  static Refused missing(String name) {
    return Refused.invalid(name + ": missing");
  }

  private static Refused wrong(String name, Object value, String expected) {
    return Refused.invalid(name + ": " + form(value) + " (expected: " + expected + ")");
  }

  private static String form(Object value) {
    return switch (value) {
      case Odd odd -> odd.form();
      case String _ -> "a string";
      case Long _ -> "an integer";
      case Boolean _ -> "true or false";
      case List<?> _ -> "an array";
      case RawJson raw -> raw.text().charAt(0) == '{' ? "an object" : "another value";
      default -> "another value";
    };
  }

  private record Positions(Map<String, Position> all) {}

  private void take(String name, JsonParser parser) {
    switch (name) {
      case "type",
          "ref",
          "conversation",
          "clientMessageId",
          "text",
          "replyTo",
          "message",
          "emoji",
          "token",
          "state",
          "on",
          "more",
          "pending",
          "delivered",
          "read" ->
          put(name, scalar(parser));
      case "mentions", "users" -> put(name, strings(parser));
      case "attachments", "custom" -> put(name, RawJson.copy(parser));
      case "positions" -> put(name, readPositions(parser));
      default -> parser.skipChildren();
    }
  }

  private void put(String name, @Nullable Object value) {
    if (value == null) {
      values.remove(name);
    } else {
      values.put(name, value);
    }
  }

  private static @Nullable Object scalar(JsonParser parser) {
    return switch (parser.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> wellFormed(parser.getString());
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT -> integer(parser);
      case VALUE_NUMBER_FLOAT -> new Odd("a number with a fraction or exponent");
      case null, default -> {
        var form = parser.currentToken() == JsonToken.START_ARRAY ? "an array" : "an object";
        parser.skipChildren();
        yield new Odd(form);
      }
    };
  }

  /// An integer past the range of a sequence stands for the nearest one in it.
  private static Long integer(JsonParser parser) {
    if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    return parser.getBigIntegerValue().compareTo(BigInteger.ZERO) > 0
        ? Long.MAX_VALUE
        : Long.MIN_VALUE;
  }

  /// Half of a surrogate pair cannot be written in UTF-8.
  static Object wellFormed(String text) {
    return RawJson.isWellFormed(text) ? text : new Odd("half a surrogate pair");
  }

  private static @Nullable Object strings(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return scalar(parser);
    }
    var list = new ArrayList<String>();
    var mixed = false;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() == JsonToken.VALUE_STRING && list.size() <= LIST) {
        list.add(parser.getString());
      } else {
        mixed |= parser.currentToken() != JsonToken.VALUE_STRING;
        parser.skipChildren();
      }
    }
    return mixed ? new Odd("an array with other values") : list;
  }

  private static @Nullable Object readPositions(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return scalar(parser);
    }
    var all = new LinkedHashMap<String, Position>();
    Object wrong = null;
    for (var id = parser.nextName(); id != null; id = parser.nextName()) {
      parser.nextToken();
      var position = position(parser);
      if (position == null) {
        wrong = new Odd("an object with other values");
      } else {
        all.put(id, position);
      }
      if (all.size() > POSITIONS) {
        wrong = new Odd("more than " + POSITIONS + " conversations");
        all.clear();
      }
    }
    return wrong == null ? new Positions(all) : wrong;
  }

  private static @Nullable Position position(JsonParser parser) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return null;
    }
    Object epoch = null;
    Object sequence = null;
    for (var name = parser.nextName(); name != null; name = parser.nextName()) {
      parser.nextToken();
      switch (name) {
        case "epoch" -> epoch = scalar(parser);
        case "sequence" -> sequence = scalar(parser);
        default -> parser.skipChildren();
      }
    }
    return epoch instanceof String text && sequence instanceof Long number
        ? new Position(text, number)
        : null;
  }

  private @Nullable String readableRef() {
    return values.get("ref") instanceof String ref && ref.length() <= REF_LENGTH ? ref : null;
  }

  private @Nullable ClientMessageId readableId() {
    return values.get("clientMessageId") instanceof String id && OpaqueId.isValid(id)
        ? new ClientMessageId(id)
        : null;
  }
}
