package io.parley.chat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.common.frame.MessageView;
import io.parley.common.id.ConversationId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The protocol's `conversation`, as one member sees it.
///
/// @param members the first 100, in the order of joining; absent in lists
/// @param peer the other one of a direct conversation; absent otherwise
/// @param role the viewer's own
/// @param marks the viewer's own
/// @param unread messages after the viewer's `read`
public record ConversationView(
    ConversationId id,
    String kind,
    @Nullable String name,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<MemberView> members,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable UserId peer,
    long memberCount,
    String role,
    String epoch,
    long first,
    long head,
    OwnMarks marks,
    long unread,
    @Nullable MessageView lastMessage,
    Instant createdAt) {

  /// The viewer's marks.
  public record OwnMarks(long delivered, long read) {}
}
