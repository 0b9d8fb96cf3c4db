package io.parley.chat.delivery;

import io.parley.common.id.UserId;

/// Hears when a user who has a session here shares a conversation with more people than before.
/// Must not block or throw.
@FunctionalInterface
public interface ContactsListener {

  void contactsGrew(UserId user);
}
