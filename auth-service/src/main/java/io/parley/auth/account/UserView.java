package io.parley.auth.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A `user` of the protocol: what others see, and for oneself the address and whether it is proven.
///
/// @param email absent for others, and for oneself without one
/// @param emailVerified absent for others
public record UserView(
    UserId id,
    String username,
    String fullName,
    @Nullable String avatarUrl,
    List<String> roles,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String email,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean emailVerified) {

  private static final int MAX_USERNAME = 32;

  public static UserView forOthers(Account account) {
    return view(account, null, null);
  }

  public static UserView forOneself(Account account) {
    return view(account, account.email(), account.standing().emailVerified());
  }

  /// What a deleted account is kept under is no username, so one is made of its id.
  private static String username(Account account) {
    if (account.standing().deletedAt() == null) {
      return account.username();
    }
    var name = "deleted-" + AccountRules.usernameKey(account.id().value());
    return name.substring(0, Math.min(name.length(), MAX_USERNAME));
  }

  private static UserView view(
      Account account, @Nullable String email, @Nullable Boolean emailVerified) {
    return new UserView(
        account.id(),
        username(account),
        account.fullName(),
        account.avatarUrl(),
        account.roles().stream().sorted().toList(),
        account.createdAt(),
        email,
        emailVerified);
  }
}
