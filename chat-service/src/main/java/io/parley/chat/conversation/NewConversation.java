package io.parley.chat.conversation;

import io.parley.common.id.UserId;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What someone wants to create, already checked for form.
///
/// @param others the members beside the creator
/// @param clientConversationId the creator's own id of this wish, so that a repeat finds the same
///   conversation
public record NewConversation(
    Kind kind, Set<UserId> others, @Nullable String name, @Nullable String clientConversationId) {

  public NewConversation {
    others = Collections.unmodifiableSet(new LinkedHashSet<>(others));
  }
}
