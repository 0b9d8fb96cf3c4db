package io.parley.chat.crypto;

import io.parley.common.id.ConversationId;

/// Keys for tests without a store.
public final class TestKeys {

  private TestKeys() {}

  public static ConversationKeys of(ConversationId conversation) {
    return new ConversationKeys(conversation, (short) 1, new byte[32]);
  }
}
