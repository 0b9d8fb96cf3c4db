package io.parley.auth.federated.provider;

import com.nimbusds.jose.JWSAlgorithm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the operator says of one provider.
///
/// @param name in routes and variables
/// @param title for people
/// @param issuer compared as it is, character by character
/// @param algorithm the one that its tokens are signed with
/// @param signUp whether somebody without an account here gets one
/// @param client with which people log in by this provider; null when they cannot
/// @param bearer which of its access tokens count as a credential; null when none do
public record ProviderSettings(
    String name,
    String title,
    String issuer,
    JWSAlgorithm algorithm,
    boolean signUp,
    RoleRules roles,
    @Nullable LoginClient client,
    @Nullable Bearer bearer) {

  /// @param secret null for a public client
  public record LoginClient(String id, @Nullable String secret, List<String> scopes) {

    public LoginClient {
      scopes = List.copyOf(scopes);
    }

    /// Keeps the secret out of logs.
    @Override
    public String toString() {
      return "LoginClient[" + id + "]";
    }
  }

  /// Which roles follow from what the provider says. What is not listed gives none.
  ///
  /// @param claim a name, or a path with dots where no claim has the whole as its name
  /// @param map value of the claim → role
  public record RoleRules(String claim, Map<String, String> map) {

    public RoleRules {
      map = Map.copyOf(map);
    }
  }

  /// @param audiences one of which the token must be for; of Cognito's form the client ids
  public record Bearer(BearerForm form, Set<String> audiences) {

    public Bearer {
      audiences = Set.copyOf(audiences);
    }
  }
}
