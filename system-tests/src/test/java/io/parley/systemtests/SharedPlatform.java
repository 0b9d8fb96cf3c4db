package io.parley.systemtests;

import io.parley.testing.openid.FakeProvider;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test class the one cluster of two chat nodes that all tests share which break nothing,
/// and the issuer whose tokens it takes as AWS Cognito writes them. It has the default limits, but
/// for those that count by address: every test comes from the same one. A new signing key counts
/// soon, and clients that broke off are noted.
final class SharedPlatform implements ParameterResolver {

  /// The application that tokens of the issuer are for.
  static final String POOL_CLIENT = "7mobileclient";

  private static final Map<String, String> SHARED_ADDRESS =
      Map.of(
          "PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS", "0",
          "PARLEY_LIMIT_SIGN_UPS_ADDRESS", "0",
          "PARLEY_LIMIT_PASSWORD_RESETS_ADDRESS", "0",
          "PARLEY_LIMIT_BOOTSTRAP_ADDRESS", "0",
          "LOGGING_LEVEL_IO_PARLEY_EDGE_PROBLEM", "DEBUG",
          "PARLEY_SIGNING_KEY_LEAD", "5s",
          "PARLEY_ACCESS_TOKEN_SECONDS", "600");

  /// Both of them; closed in the order in which they came up, backwards.
  private record Shared(FakeProvider pool, Platform platform) implements AutoCloseable {

    static Shared start() {
      var pool = FakeProvider.start();
      var settings = new HashMap<>(SHARED_ADDRESS);
      settings.put("PARLEY_ROLES", "driver");
      settings.put("PARLEY_OIDC_PROVIDERS", "pool");
      settings.put("PARLEY_OIDC_POOL_ISSUER", pool.issuer());
      settings.put("PARLEY_OIDC_POOL_BEARER", "cognito");
      settings.put("PARLEY_OIDC_POOL_AUDIENCES", "7other," + POOL_CLIENT);
      settings.put("PARLEY_OIDC_POOL_ROLES_CLAIM", "cognito:groups");
      settings.put("PARLEY_OIDC_POOL_ROLE_MAP", "Drivers=driver");
      return new Shared(pool, Platform.cluster(2, settings));
    }

    @Override
    public void close() {
      platform.close();
      pool.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    var type = parameter.getParameter().getType();
    return type == Platform.class || type == FakeProvider.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    var shared =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(SharedPlatform.class))
            .computeIfAbsent(Shared.class, type -> Shared.start(), Shared.class);
    return parameter.getParameter().getType() == Platform.class ? shared.platform() : shared.pool();
  }
}
