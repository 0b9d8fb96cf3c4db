package io.parley.auth.account;

import org.jspecify.annotations.Nullable;

/// What a user changes of how they appear.
///
/// @param fullName null leaves it
/// @param avatarUrl null leaves or removes it, as `changesAvatar` says
public record Profile(
    @Nullable String fullName, boolean changesAvatar, @Nullable String avatarUrl) {

  Account appliedTo(Account account) {
    return new Account(
        account.id(),
        account.username(),
        account.email(),
        fullName == null ? account.fullName() : fullName,
        changesAvatar ? avatarUrl : account.avatarUrl(),
        account.roles(),
        account.passwordHash(),
        account.createdAt(),
        account.standing());
  }
}
