package io.parley.chat.view;

import io.parley.chat.conversation.Kind;
import io.parley.chat.conversation.NewConversation;
import io.parley.chat.directory.Directory;
import io.parley.common.id.OpaqueId;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `POST /api/conversations` is given.
record ConversationBody(
    @Nullable String kind,
    @Nullable List<@Nullable UserId> members,
    @Nullable String name,
    @Nullable String clientConversationId) {

  private static final int SHOWN = 40;

  /// @throws ProblemException `invalid`, with every field that does not fit
  NewConversation checked(UserId creator) {
    var errors = new ArrayList<FieldError>();
    var known = kind == null ? null : Kind.of(kind).orElse(null);
    if (known == null) {
      errors.add(new FieldError("kind", shown(kind) + " (expected: direct, group or channel)"));
    }
    var others = others(creator, errors);
    if (known == Kind.DIRECT && errors.isEmpty() && others.size() != 1) {
      errors.add(
          new FieldError("members", others.size() + " others (expected: one in a direct one)"));
    }
    Names.check(name, errors);
    if (clientConversationId != null && !OpaqueId.isValid(clientConversationId)) {
      errors.add(
          new FieldError(
              "clientConversationId",
              clientConversationId.length() + " characters (expected: 1 to 64 of [A-Za-z0-9_-])"));
    }
    if (known == null || !errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    return known == Kind.DIRECT
        ? new NewConversation(known, others, null, null)
        : new NewConversation(known, others, name, clientConversationId);
  }

  private Set<UserId> others(UserId creator, List<FieldError> errors) {
    var others = new LinkedHashSet<UserId>();
    if (members == null) {
      errors.add(new FieldError("members", "missing (expected: an array of user ids)"));
      return others;
    }
    if (members.size() > Directory.MOST) {
      errors.add(
          new FieldError(
              "members", members.size() + " users (expected: at most " + Directory.MOST + ")"));
      return others;
    }
    for (var member : members) {
      if (member == null) {
        errors.add(new FieldError("members", "null (expected: user ids)"));
        return others;
      }
      others.add(member);
    }
    others.remove(creator);
    return others;
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "missing";
    }
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }
}
