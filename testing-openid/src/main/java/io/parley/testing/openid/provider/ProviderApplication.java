package io.parley.testing.openid.provider;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;

/// Spring Authorization Server with its own login form. Every name has an account, whose password
/// is `password` and whose address is `<name>@example.org`; what the name begins with says what the
/// provider knows of it.
///
/// | begins with | means |
/// |---|---|
/// | `unverified-` | the address is not verified |
/// | `silent-` | no address at all |
/// | `staff-` | in the group `staff` |
@SpringBootApplication(proxyBeanMethods = false)
public class ProviderApplication {

  static final String PASSWORD = "password";

  private static final String CLIENT =
      "--spring.security.oauth2.authorizationserver.client.parley.";

  /// @param arguments client id, client secret, redirect address
  public static void main(String[] arguments) {
    SpringApplication.run(
        ProviderApplication.class,
        "--server.port=0",
        "--server.address=127.0.0.1",
        "--spring.main.banner-mode=off",
        CLIENT + "registration.client-id=" + arguments[0],
        CLIENT + "registration.client-secret={noop}" + arguments[1],
        CLIENT + "registration.client-authentication-methods=client_secret_basic",
        CLIENT + "registration.authorization-grant-types=authorization_code",
        CLIENT + "registration.redirect-uris=" + arguments[2],
        CLIENT + "registration.scopes=openid,profile,email",
        CLIENT + "require-proof-key=true");
  }

  /// Tells the one who started this process where it listens.
  @Bean
  ApplicationListener<WebServerInitializedEvent> announcement() {
    return event -> System.out.println("listens on " + event.getWebServer().getPort());
  }

  @Bean
  UserDetailsService accounts() {
    return name -> User.withUsername(name).password("{noop}" + PASSWORD).roles("USER").build();
  }

  /// What the ID token and, by the scopes, the answer about the user say.
  @Bean
  OAuth2TokenCustomizer<JwtEncodingContext> claims() {
    return context -> {
      var principal = context.getPrincipal();
      if (principal != null
          && OidcParameterNames.ID_TOKEN.equals(context.getTokenType().getValue())) {
        var known = claimsOf(principal.getName(), context.getAuthorizedScopes());
        context.getClaims().claims(claims -> claims.putAll(known));
      }
    };
  }

  private static Map<String, Object> claimsOf(String name, Set<String> scopes) {
    var groups = name.startsWith("staff-") ? List.of("staff", "everyone") : List.of("everyone");
    var base =
        Map.<String, Object>of("preferred_username", name, "name", "The " + name, "groups", groups);
    if (name.startsWith("silent-") || !scopes.contains("email")) {
      return base;
    }
    var more = new java.util.HashMap<>(base);
    more.put("email", name + "@example.org");
    more.put("email_verified", !name.startsWith("unverified-"));
    return more;
  }
}
