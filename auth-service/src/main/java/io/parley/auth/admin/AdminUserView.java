package io.parley.auth.admin;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.parley.auth.account.Account;
import io.parley.auth.account.UserView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A user as those see them who administrate: a `user` of the protocol, and how the account stands.
///
/// @param user with the address for administrators alone
record AdminUserView(
    @JsonUnwrapped UserView user,
    @Nullable Instant lastLoginAt,
    @Nullable Instant disabledAt,
    @Nullable Instant deletedAt) {

  static AdminUserView of(Account account, Staff.Member viewer) {
    return new AdminUserView(
        viewer.admin() ? UserView.forOneself(account) : UserView.forOthers(account),
        account.standing().lastLoginAt(),
        account.standing().disabledAt(),
        account.standing().deletedAt());
  }
}
