package io.parley.auth.federated.provider;

import io.parley.auth.role.Roles;
import io.parley.edge.setting.Secrets;
import io.parley.edge.setting.SettingMissing;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/// All the providers that the operator trusts, each with an issuer of its own.
@Component
public final class Providers {

  private final Map<String, Provider> byName = new LinkedHashMap<>();

  Providers(Environment environment, Secrets secrets, Roles roles, ProviderHttp http) {
    var issuers = new HashSet<String>();
    for (var settings : new ProviderEnvironment(environment, secrets, roles.defined()).read()) {
      if (!issuers.add(settings.issuer())) {
        throw new SettingMissing(
            "PARLEY_OIDC_PROVIDERS: two with the issuer " + settings.issuer() + " (expected: one)");
      }
      byName.put(settings.name(), new Provider(settings, http, System::nanoTime));
    }
  }

  /// Those that people can log in by, in the operator's order.
  public List<Provider> forLogins() {
    return byName.values().stream().filter(one -> one.client() != null).toList();
  }

  public Optional<Provider> forLogin(String name) {
    return Optional.ofNullable(byName.get(name)).filter(one -> one.client() != null);
  }

  /// Whether access tokens of any of them count.
  public boolean takesTokens() {
    return byName.values().stream().anyMatch(one -> one.accessTokens() != null);
  }

  /// The one whose access tokens name this issuer.
  public Optional<AccessTokens> accessTokensOf(String issuer) {
    return byName.values().stream()
        .filter(one -> one.settings().issuer().equals(issuer))
        .findFirst()
        .map(Provider::accessTokens);
  }

  /// The title of the provider with this issuer; the issuer when it is set no more.
  public String titleOf(String issuer) {
    return settingsOf(issuer).map(ProviderSettings::title).orElse(issuer);
  }

  /// What is set of the provider with this issuer; empty when it is set no more.
  public Optional<ProviderSettings> settingsOf(String issuer) {
    return byName.values().stream()
        .map(Provider::settings)
        .filter(one -> one.issuer().equals(issuer))
        .findFirst();
  }
}
