package io.parley.auth.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.parley.auth.AuthSettings;
import io.parley.edge.setting.SettingMissing;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RolesTest {

  @Test
  void rolesWhenDefinedThenThoseAndOurOwn() {
    var roles = roles("customer, delivery-partner", "user,customer");

    assertThat(roles.defined())
        .containsExactly("admin", "customer", "delivery-partner", "moderator", "user");
    assertThat(roles.registrable()).containsExactly("user", "customer");
    assertThat(roles.isRegistrable("delivery-partner")).isFalse();
    assertThat(roles.isForBackends("delivery-partner")).isTrue();
    assertThat(roles.isForBackends("moderator")).isTrue();
    assertThat(roles.isForBackends("admin")).isFalse();
    assertThat(roles.isForBackends("driver")).isFalse();
  }

  @Test
  void rolesWhenNoneIsDefinedThenBackendsMayGiveAnyButAdmin() {
    var roles = roles("", "user");

    assertThat(roles.isForBackends("driver")).isTrue();
    assertThat(roles.isForBackends("Not A Role")).isFalse();
    assertThat(roles.isForBackends("admin")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"admin", "user,moderator", "user,driver", "user,Admin"})
  void rolesWhenSignUpsMayNotHaveThemThenOneSentence(String registrable) {
    assertThatThrownBy(() -> roles("customer", registrable))
        .isInstanceOf(SettingMissing.class)
        .hasMessageStartingWith("PARLEY_SELF_REGISTRABLE_ROLES holds ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Customer", "a role", "-x", "customer,${x}"})
  void rolesWhenOneHasNoValidNameThenOneSentence(String defined) {
    assertThatThrownBy(() -> roles(defined, "user"))
        .isInstanceOf(SettingMissing.class)
        .hasMessageStartingWith("PARLEY_ROLES holds ");
  }

  private static Roles roles(String defined, String registrable) {
    var properties = new HashMap<String, String>();
    properties.put("parley.auth.roles", defined);
    properties.put("parley.auth.self-registrable-roles", registrable);
    return new Roles(
        new Binder(new MapConfigurationPropertySource(Map.copyOf(properties)))
            .bindOrCreate("parley.auth", AuthSettings.class));
  }
}
