package io.parley.auth.federated.provider;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a provider says of somebody, once its signature counted.
///
/// @param subject whom the issuer knows by this, for ever
/// @param email only when the provider says that it is verified
/// @param username what they call themselves there
/// @param name the whole name
/// @param roles here, by the operator's map
/// @param issuedAt when the provider said so
/// @param session names the session there, among those of this subject; null when nothing does
public record Statement(
    ProviderSettings provider,
    String subject,
    @Nullable String email,
    @Nullable String username,
    @Nullable String name,
    Set<String> roles,
    Instant issuedAt,
    @Nullable String session) {

  Statement withEmail(@Nullable String verified) {
    return new Statement(provider, subject, verified, username, name, roles, issuedAt, session);
  }

  /// Keeps people out of logs.
  @Override
  public String toString() {
    return "Statement[by " + provider.name() + "]";
  }
}
