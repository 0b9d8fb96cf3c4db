package io.parley.chat.log.mongo;

import io.parley.common.id.ConversationId;
import java.util.ArrayList;
import java.util.List;

/// The primary key of an event: `<conversation>:<12-digit sequence>`, so that the order of the keys
/// is the order of the log.
final class Place {

  private static final int DIGITS = 12;

  private Place() {}

  static String of(ConversationId conversation, long sequence) {
    String digits = Long.toString(sequence);
    return conversation.value() + ':' + "0".repeat(DIGITS - digits.length()) + digits;
  }

  /// The places after a position, ascending.
  static List<String> after(ConversationId conversation, long sequence, int count) {
    List<String> places = new ArrayList<>(count);
    for (int i = 1; i <= count; i++) {
      places.add(of(conversation, sequence + i));
    }
    return places;
  }

  static long sequence(String place) {
    return Long.parseLong(place, place.length() - DIGITS, place.length(), 10);
  }
}
