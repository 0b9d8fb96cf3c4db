package io.parley.chat.view;

import io.parley.chat.conversation.Role;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the routes of members are given.
final class MemberBodies {

  private static final int MOST_USERS = 100;
  private static final int SHOWN = 40;

  private MemberBodies() {}

  /// @param users who is to join
  record Wish(List<UserId> users, Role role) {}

  record Add(@Nullable List<@Nullable UserId> users, @Nullable String role) {

    Wish checked() {
      if (users == null) {
        throw ProblemException.invalid("users", "missing (expected: an array of user ids)");
      }
      if (users.isEmpty() || users.size() > MOST_USERS) {
        throw ProblemException.invalid(
            "users", users.size() + " users (expected: 1 to " + MOST_USERS + ")");
      }
      var all = new ArrayList<UserId>();
      for (var user : users) {
        if (user == null) {
          throw ProblemException.invalid("users", "null (expected: user ids)");
        }
        all.add(user);
      }
      return new Wish(all, role == null ? Role.MEMBER : known(role));
    }
  }

  record ChangeRole(@Nullable String role) {

    Role checked() {
      return known(role);
    }
  }

  private static Role known(@Nullable String role) {
    return Role.of(role == null ? "" : role)
        .orElseThrow(
            () ->
                ProblemException.invalid(
                    "role", shown(role) + " (expected: owner, admin, moderator or member)"));
  }

  private static String shown(@Nullable String value) {
    if (value == null) {
      return "missing";
    }
    return value.length() > SHOWN ? value.substring(0, SHOWN) + "…" : value;
  }
}
