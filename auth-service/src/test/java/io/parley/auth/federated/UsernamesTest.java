package io.parley.auth.federated;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import io.parley.auth.account.AccountRules;
import io.parley.auth.federated.provider.ProviderSettings;
import io.parley.auth.federated.provider.ProviderSettings.RoleRules;
import io.parley.auth.federated.provider.Statement;
import io.parley.auth.secret.Randomness;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsernamesTest {

  private final Usernames usernames = new Usernames(new Randomness());

  @ParameterizedTest
  @CsvSource({
    "Ada, ada",
    "ada@example.org, ada",
    "Zoë O'Hara, zoe.o.hara",
    "--x.y--, x.y",
    "corp|12345, corp.12345",
    "aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd, aaaaaaaaaabbbbbbbbbbcccccc"
  })
  void shapedWhenEnoughIsLeftThenOfTheLettersAllowed(String text, String shaped) {
    assertThat(Usernames.shaped(text)).isEqualTo(shaped);
  }

  @ParameterizedTest
  @CsvSource({"ab", "李雷", "@example.org", "..."})
  void shapedWhenTooLittleIsLeftThenNothing(String text) {
    assertThat(Usernames.shaped(text)).isNull();
  }

  @Test
  void ofThenEachIsAUsernameAndTheNicestComesFirst() {
    var names = usernames.of(said(null, "ada.l@example.org", "Ada Lovelace"));

    assertThat(names.getFirst()).isEqualTo("ada.l");
    assertThat(names).hasSize(4).doesNotHaveDuplicates();
    assertThat(names).allMatch(name -> AccountRules.username("username", name) == null);
  }

  @Test
  void ofWhenNothingIsOfUseThenSomethingRandom() {
    var names = usernames.of(said("李", null, null));

    assertThat(names).allMatch(name -> name.startsWith("user-"));
    assertThat(names).allMatch(name -> AccountRules.username("username", name) == null);
  }

  private static Statement said(
      @Nullable String username, @Nullable String email, @Nullable String name) {
    var provider =
        new ProviderSettings(
            "corp",
            "Corp",
            "https://issuer.example",
            JWSAlgorithm.RS256,
            true,
            new RoleRules("", Map.of()),
            null,
            null);
    return new Statement(provider, "s1", email, username, name, Set.of(), Instant.EPOCH, null);
  }
}
