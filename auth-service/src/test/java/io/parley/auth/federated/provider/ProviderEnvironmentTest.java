package io.parley.auth.federated.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import io.parley.edge.setting.Secrets;
import io.parley.edge.setting.SettingMissing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class ProviderEnvironmentTest {

  private final MockEnvironment environment =
      new MockEnvironment()
          .withProperty("PARLEY_OIDC_PROVIDERS", "my-corp")
          .withProperty("PARLEY_OIDC_MY_CORP_ISSUER", "https://issuer.example/realm")
          .withProperty("PARLEY_OIDC_MY_CORP_CLIENT_ID", "parley");

  @Test
  void readWhenOnlyWhatIsNeededThenTheDefaults() {
    var provider = read().getFirst();

    assertThat(provider.name()).isEqualTo("my-corp");
    assertThat(provider.title()).isEqualTo("my-corp");
    assertThat(provider.algorithm()).isEqualTo(JWSAlgorithm.RS256);
    assertThat(provider.signUp()).isTrue();
    assertThat(provider.bearer()).isNull();
    assertThat(provider.client()).isNotNull();
    assertThat(provider.client().scopes()).containsExactly("openid", "email", "profile");
    assertThat(provider.client().secret()).isNull();
    assertThat(provider.client().toString()).doesNotContain("secret");
  }

  @Test
  void readWhenNoneThenNone() {
    environment.setProperty("PARLEY_OIDC_PROVIDERS", "");

    assertThat(read()).isEmpty();
  }

  @Test
  void readWhenRolesAreMappedThenByTheLastEqualsSign() {
    environment.setProperty("PARLEY_OIDC_MY_CORP_ROLE_MAP", "cn=drivers=moderator, a b = admin");

    assertThat(read().getFirst().roles().map())
        .isEqualTo(Map.of("cn=drivers", "moderator", "a b", "admin"));
  }

  @ParameterizedTest
  @CsvSource({
    "ISSUER, http://issuer.example",
    "ISSUER, ftp://issuer.example",
    "ISSUER, https://user:word@issuer.example",
    "ISSUER, issuer",
    "ISSUER, ' '",
    "ALGORITHM, HS256",
    "ALGORITHM, none",
    "SIGN_UP, maybe",
    "SCOPES, email profile",
    "ROLE_MAP, drivers",
    "ROLE_MAP, drivers=undefined",
    "BEARER, other"
  })
  void readWhenAValueCannotBeThenTheStartEndsNamingIt(String name, String value) {
    environment.setProperty("PARLEY_OIDC_MY_CORP_" + name, value);

    assertThatThrownBy(this::read)
        .isInstanceOf(SettingMissing.class)
        .hasMessageContaining("PARLEY_OIDC_MY_CORP_" + name);
  }

  @Test
  void readWhenTokensCountButForNobodyOrForTheClientItselfThenTheStartEnds() {
    environment.setProperty("PARLEY_OIDC_MY_CORP_BEARER", "jwt");
    assertThatThrownBy(this::read).hasMessageContaining("AUDIENCES");

    environment.setProperty("PARLEY_OIDC_MY_CORP_AUDIENCES", "parley");
    assertThatThrownBy(this::read).hasMessageContaining("AUDIENCES");
  }

  @Test
  void readWhenANameCannotBeThenTheStartEnds() {
    environment.setProperty("PARLEY_OIDC_PROVIDERS", "My Corp");

    assertThatThrownBy(this::read).hasMessageContaining("PARLEY_OIDC_PROVIDERS");
  }

  private List<ProviderSettings> read() {
    return new ProviderEnvironment(
            environment, new Secrets(environment), List.of("user", "moderator", "admin"))
        .read();
  }
}
