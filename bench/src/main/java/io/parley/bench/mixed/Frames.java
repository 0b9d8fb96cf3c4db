package io.parley.bench.mixed;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Frames of `parley.v1` besides `send`, and what is in those that come.
final class Frames {

  static final String RESUME_REF = "resume";

  private Frames() {}

  /// How far a user got in a conversation.
  record Position(String epoch, long sequence) {}

  static String typing(String conversation, boolean on) {
    return "{\"type\":\"typing\",\"conversation\":\"%s\",\"on\":%s}".formatted(conversation, on);
  }

  /// @param field `delivered` or `read`
  static String mark(String conversation, String field, long sequence) {
    return "{\"type\":\"mark\",\"conversation\":\"%s\",\"%s\":%d}"
        .formatted(conversation, field, sequence);
  }

  static String watch(List<String> users) {
    return users.stream()
        .collect(Collectors.joining("\",\"", "{\"type\":\"watch\",\"users\":[\"", "\"]}"));
  }

  static String presence(String state) {
    return "{\"type\":\"presence\",\"state\":\"%s\"}".formatted(state);
  }

  static String resume(Map<String, Position> positions) {
    return positions.entrySet().stream()
        .map(
            one ->
                "\"%s\":{\"epoch\":\"%s\",\"sequence\":%d}"
                    .formatted(one.getKey(), one.getValue().epoch(), one.getValue().sequence()))
        .collect(
            Collectors.joining(
                ",",
                "{\"type\":\"resume\",\"ref\":\"%s\",\"positions\":{".formatted(RESUME_REF),
                "}}"));
  }

  /// The first field of that name, which no text of the load contains; empty without one.
  static String text(String frame, String name) {
    var before = "\"" + name + "\":\"";
    int at = frame.indexOf(before);
    return at < 0
        ? ""
        : frame.substring(at + before.length(), frame.indexOf('"', at + before.length()));
  }

  /// The first field of that name; -1 where there is none or no number.
  static long number(String frame, String name) {
    var before = "\"" + name + "\":";
    int at = frame.indexOf(before);
    if (at < 0) {
      return -1;
    }
    int end = at + before.length();
    while (end < frame.length() && Character.isDigit(frame.charAt(end))) {
      end++;
    }
    int begin = at + before.length();
    return begin == end ? -1 : Long.parseLong(frame, begin, end, 10);
  }
}
