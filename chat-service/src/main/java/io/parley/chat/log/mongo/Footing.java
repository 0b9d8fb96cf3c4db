package io.parley.chat.log.mongo;

import io.parley.chat.crypto.ConversationKeys;

/// What a write to a conversation stands on: where its log ends, and the keys for its bodies.
record Footing(Tip tip, ConversationKeys keys) {}
