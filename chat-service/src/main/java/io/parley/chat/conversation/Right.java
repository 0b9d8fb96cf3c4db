package io.parley.chat.conversation;

import static io.parley.chat.conversation.Role.ADMIN;
import static io.parley.chat.conversation.Role.MODERATOR;
import static io.parley.chat.conversation.Role.OWNER;

import java.util.EnumSet;
import java.util.Set;

/// What only some members may do, with the roles that may. Whatever is not listed, every member
/// may: read, send, edit and delete one's own, react, mark, leave. Nobody acts on a member of the
/// same or a higher role but the owner, and nobody gives a role that is not below their own but the
/// owner.
public enum Right {
  RENAME(OWNER, ADMIN),
  DELETE_CONVERSATION(OWNER),
  ADD_MEMBERS(OWNER, ADMIN, MODERATOR),
  REMOVE_MEMBERS(OWNER, ADMIN, MODERATOR),
  CHANGE_ROLES(OWNER, ADMIN),
  DELETE_MESSAGES_OF_OTHERS(OWNER, ADMIN, MODERATOR);

  private final Set<Role> holders;

  Right(Role... holders) {
    this.holders = EnumSet.copyOf(Set.of(holders));
  }

  public boolean isHeldBy(Role role) {
    return holders.contains(role);
  }
}
