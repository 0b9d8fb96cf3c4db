package io.parley.auth.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A `user` of the protocol: what others see, and the address for oneself.
///
/// @param email absent for others, and for oneself without one
public record UserView(
    UserId id,
    String username,
    String fullName,
    @Nullable String avatarUrl,
    List<String> roles,
    Instant createdAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String email) {

  public static UserView forOthers(Account account) {
    return view(account, null);
  }

  public static UserView forOneself(Account account) {
    return view(account, account.email());
  }

  private static UserView view(Account account, @Nullable String email) {
    return new UserView(
        account.id(),
        account.username(),
        account.fullName(),
        account.avatarUrl(),
        account.roles().stream().sorted().toList(),
        account.createdAt(),
        email);
  }
}
