package io.parley.common.frame;

import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;

/// A value that is kept as it came, without white space between its parts; numbers keep their
/// digits.
record RawJson(String text) {

  static @Nullable RawJson copy(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    var text = new StringWriter();
    try (var json = FrameCodec.json().createGenerator(ObjectWriteContext.empty(), text)) {
      copyValue(parser, json);
    }
    return new RawJson(text.toString());
  }

  static boolean isWellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return false;
      }
    }
    return true;
  }

  private static void copyValue(JsonParser parser, JsonGenerator json) {
    int depth = 0;
    do {
      var token = parser.currentToken();
      depth += depthOf(token);
      copyToken(parser, token, json);
    } while (depth > 0 && parser.nextToken() != null);
  }

  private static int depthOf(JsonToken token) {
    return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
  }

  private static void copyToken(JsonParser parser, JsonToken token, JsonGenerator json) {
    switch (token) {
      case START_OBJECT -> json.writeStartObject();
      case END_OBJECT -> json.writeEndObject();
      case START_ARRAY -> json.writeStartArray();
      case END_ARRAY -> json.writeEndArray();
      case PROPERTY_NAME -> json.writeName(checked(parser.currentName()));
      case VALUE_STRING -> json.writeString(checked(parser.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.writeNumber(parser.getString());
      case VALUE_TRUE -> json.writeBoolean(true);
      case VALUE_FALSE -> json.writeBoolean(false);
      case VALUE_NULL -> json.writeNull();
      case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw FrameFields.Refused.invalid("frame: not JSON");
    }
  }

  private static String checked(String text) {
    if (!isWellFormed(text)) {
      throw FrameFields.Refused.invalid("frame: half a surrogate pair");
    }
    return text;
  }
}
