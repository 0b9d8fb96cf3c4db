package io.parley.chat.conversation;

import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// Ids that make creation repeatable: a pair's conversation and a creator's `clientConversationId`
/// always lead to the same one. Short enough that a message's id, which contains it, stays within
/// 64 characters.
final class ConversationIds {

  private static final int BYTES = 18;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private ConversationIds() {}

  /// The one of these two, in whichever order.
  static ConversationId direct(UserId one, UserId other) {
    var inOrder = one.value().compareTo(other.value()) < 0;
    var first = inOrder ? one : other;
    var second = inOrder ? other : one;
    return ConversationId.of("d" + hash("direct", first.value(), second.value()));
  }

  static ConversationId repeatable(UserId creator, String clientConversationId) {
    return ConversationId.of("g" + hash("client", creator.value(), clientConversationId));
  }

  static ConversationId random() {
    var bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return ConversationId.of("g" + TEXT.encodeToString(bytes));
  }

  /// The parts are ids, so the colon between them is in none.
  private static String hash(String... parts) {
    try {
      var whole =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join(":", parts).getBytes(StandardCharsets.UTF_8));
      return TEXT.encodeToString(Arrays.copyOf(whole, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
