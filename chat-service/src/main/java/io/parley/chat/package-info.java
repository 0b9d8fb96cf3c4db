/// The chat node: conversations, messages, marks, delivery and sockets.
///
/// A message goes `socket` → `message` → `log` (the truth) → `delivery` (bus, feed) → `socket`
/// (outbox). Packages depend downwards only: `socket → message, mark → conversation → delivery →
/// log → crypto`.
@NullMarked
package io.parley.chat;

import org.jspecify.annotations.NullMarked;
