package io.parley.auth.federated.provider;

import com.nimbusds.jose.JWSAlgorithm;
import io.parley.auth.federated.provider.ProviderSettings.Bearer;
import io.parley.auth.federated.provider.ProviderSettings.LoginClient;
import io.parley.auth.federated.provider.ProviderSettings.RoleRules;
import io.parley.edge.setting.Secrets;
import io.parley.edge.setting.SettingMissing;
import java.net.URI;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.PropertyResolver;

/// Reads the providers from the environment: `PARLEY_OIDC_PROVIDERS` lists their names, and
/// `PARLEY_OIDC_<NAME>_…` says the rest of each. What is wrong ends the start with one sentence.
///
/// | `PARLEY_OIDC_<NAME>_…` | means | default |
/// |---|---|---|
/// | `ISSUER` | the issuer, https except on loopback | required |
/// | `TITLE` | what people read | the name |
/// | `ALGORITHM` | of its signatures | `RS256` |
/// | `SIGN_UP` | whether newcomers get an account | `true` |
/// | `CLIENT_ID`, `CLIENT_SECRET`, `CLIENT_SECRET_FILE` | the client for logins | none: no logins |
/// | `SCOPES` | asked for, with spaces | `openid email profile` |
/// | `ROLES_CLAIM`, `ROLE_MAP` | `value=role` with commas | none: no roles |
/// | `BEARER` | `at+jwt`, `cognito` or `jwt` | none: no access tokens |
/// | `AUDIENCES` | with commas | required with `BEARER` |
public final class ProviderEnvironment {

  private static final String LIST = "PARLEY_OIDC_PROVIDERS";
  private static final String PREFIX = "PARLEY_OIDC_";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final PropertyResolver environment;
  private final Secrets secrets;
  private final List<String> roles;

  /// @param roles that there are on this platform
  public ProviderEnvironment(PropertyResolver environment, Secrets secrets, List<String> roles) {
    this.environment = environment;
    this.secrets = secrets;
    this.roles = List.copyOf(roles);
  }

  /// @throws SettingMissing when something is missing or cannot be
  public List<ProviderSettings> read() {
    return list(environment.getProperty(LIST)).stream().map(this::provider).toList();
  }

  private ProviderSettings provider(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new SettingMissing(LIST + ": " + name + " (expected: names of [a-z0-9-])");
    }
    var prefix = PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_') + "_";
    var client = client(prefix);
    var bearer = bearer(prefix, client);
    if (client == null && bearer == null) {
      throw new SettingMissing(
          prefix + "CLIENT_ID is not set, nor " + prefix + "BEARER (expected: one of them)");
    }
    return new ProviderSettings(
        name,
        text(prefix + "TITLE", name),
        issuer(prefix + "ISSUER"),
        algorithm(prefix + "ALGORITHM"),
        flag(prefix + "SIGN_UP"),
        new RoleRules(text(prefix + "ROLES_CLAIM", ""), roleMap(prefix + "ROLE_MAP")),
        client,
        bearer);
  }

  private String issuer(String variable) {
    var issuer = text(variable, "");
    if (issuer.isEmpty()) {
      throw new SettingMissing(variable + " is not set (expected: the issuer's address)");
    }
    return checkedIssuer(variable, issuer);
  }

  private static String checkedIssuer(String variable, String issuer) {
    if (isReachable(issuer)) {
      return issuer;
    }
    throw new SettingMissing(
        variable + ": " + issuer + " (expected: https, or http on loopback; no query)");
  }

  /// Whether an address may be asked: https, or http on this machine.
  static boolean isReachable(@Nullable String address) {
    try {
      var uri = address == null ? null : URI.create(address);
      return uri != null
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null
          && ("https".equals(uri.getScheme())
              || ("http".equals(uri.getScheme()) && LOOPBACK.contains(uri.getHost())));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private JWSAlgorithm algorithm(String variable) {
    var algorithm = JWSAlgorithm.parse(text(variable, JWSAlgorithm.RS256.getName()));
    if (!ALGORITHMS.contains(algorithm)) {
      throw new SettingMissing(
          variable + ": " + algorithm + " (expected: RS, PS or ES with 256, 384 or 512)");
    }
    return algorithm;
  }

  private boolean flag(String variable) {
    return switch (text(variable, "true")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new SettingMissing(variable + " (expected: true or false)");
    };
  }

  private @Nullable LoginClient client(String prefix) {
    var id = text(prefix + "CLIENT_ID", "");
    if (id.isEmpty()) {
      return null;
    }
    var scopes = List.of(text(prefix + "SCOPES", "openid email profile").split("[ ,]+"));
    if (!scopes.contains("openid")) {
      throw new SettingMissing(prefix + "SCOPES: " + scopes + " (expected: openid among them)");
    }
    return new LoginClient(id, secrets.find(prefix + "CLIENT_SECRET"), scopes);
  }

  private @Nullable Bearer bearer(String prefix, @Nullable LoginClient client) {
    var text = text(prefix + "BEARER", "");
    if (text.isEmpty()) {
      return null;
    }
    var form =
        Arrays.stream(BearerForm.values())
            .filter(one -> one.text().equals(text))
            .findFirst()
            .orElseThrow(
                () ->
                    new SettingMissing(
                        prefix + "BEARER: " + text + " (expected: at+jwt, cognito or jwt)"));
    var audiences = Set.copyOf(list(environment.getProperty(prefix + "AUDIENCES")));
    if (audiences.isEmpty()) {
      throw new SettingMissing(prefix + "AUDIENCES is not set (expected: whom tokens are for)");
    }
    if (form == BearerForm.JWT && client != null && audiences.contains(client.id())) {
      throw new SettingMissing(
          prefix + "AUDIENCES: the client's own id (expected: others, ID tokens are for that one)");
    }
    return new Bearer(form, audiences);
  }

  private Map<String, String> roleMap(String variable) {
    var map = new HashMap<String, String>();
    for (var pair : list(environment.getProperty(variable))) {
      var at = pair.lastIndexOf('=');
      var role = at < 1 ? "" : pair.substring(at + 1).strip();
      if (!roles.contains(role)) {
        throw new SettingMissing(
            variable + ": " + pair + " (expected: value=role, of " + roles + ")");
      }
      map.put(pair.substring(0, at).strip(), role);
    }
    return map;
  }

  private String text(String variable, String otherwise) {
    var value = environment.getProperty(variable);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  private static List<String> list(@Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
  }
}
