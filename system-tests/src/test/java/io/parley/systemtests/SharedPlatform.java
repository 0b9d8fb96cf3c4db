package io.parley.systemtests;

import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test class the one cluster of two chat nodes that all tests share which break nothing.
/// It has the default limits, but for those that count by address: every test comes from the same
/// one. A new signing key counts soon.
final class SharedPlatform implements ParameterResolver {

  private static final Map<String, String> SHARED_ADDRESS =
      Map.of(
          "PARLEY_LIMIT_HANDSHAKES_PER_ADDRESS", "0",
          "PARLEY_LIMIT_SIGN_UPS_ADDRESS", "0",
          "PARLEY_LIMIT_PASSWORD_RESETS_ADDRESS", "0",
          "PARLEY_LIMIT_BOOTSTRAP_ADDRESS", "0",
          "PARLEY_SIGNING_KEY_LEAD", "5s",
          "PARLEY_ACCESS_TOKEN_SECONDS", "600");

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Platform.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedPlatform.class))
        .computeIfAbsent(
            Platform.class, type -> Platform.cluster(2, SHARED_ADDRESS), Platform.class);
  }
}
