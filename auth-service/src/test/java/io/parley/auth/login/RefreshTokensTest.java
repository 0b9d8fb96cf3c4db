package io.parley.auth.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.secret.MasterKey;
import io.parley.auth.secret.Randomness;
import io.parley.common.id.LoginId;
import org.junit.jupiter.api.Test;

class RefreshTokensTest {

  private final Randomness random = new Randomness();
  private final RefreshTokens tokens = new RefreshTokens(new MasterKey(new byte[32]), random);

  @Test
  void parseWhenIssuedThenTheSame() {
    var token = tokens.first(new LoginId("l1"));
    var parsed = tokens.parse(tokens.text(token));

    assertThat(parsed).isNotNull();
    assertThat(parsed.login()).isEqualTo(token.login());
    assertThat(parsed.hash()).isEqualTo(token.hash()).hasSize(43);
    assertThat(tokens.text(token)).doesNotContain(token.hash());
    assertThat(token.toString()).isEqualTo("RefreshToken[l1]");
  }

  @Test
  void parseWhenNotIssuedHereThenNull() {
    var other = new RefreshTokens(new MasterKey(random.bytes(32)), random);
    var text = tokens.text(tokens.first(new LoginId("l1")));

    assertThat(other.parse(text)).isNull();
    assertThat(tokens.parse(text.replace("l1.", "l2."))).isNull();
    assertThat(tokens.parse("")).isNull();
    assertThat(tokens.parse("a.b")).isNull();
    assertThat(tokens.parse("l1.***.***")).isNull();
    assertThat(tokens.parse("l$.AAAA.AAAA")).isNull();
    assertThat(tokens.parse("l1." + "A".repeat(300) + ".AAAA")).isNull();
  }

  @Test
  void successorWhenSameSaltThenTheSameAndOtherwiseAnother() {
    var token = tokens.first(new LoginId("l1"));
    var salt = tokens.newSalt();

    assertThat(tokens.successor(token, salt).hash())
        .isEqualTo(tokens.successor(token, salt).hash());
    assertThat(tokens.successor(token, salt).hash())
        .isNotEqualTo(tokens.successor(token, tokens.newSalt()).hash())
        .isNotEqualTo(token.hash());
  }

  @Test
  void networkWhenVersion6ThenTheFirst64Bits() {
    assertThat(new Client("10.1.2.3", "").network()).isEqualTo("10.1.2.3");
    assertThat(new Client("2001:db8:0:1:a:b:c:d", "").network()).isEqualTo("2001:db8:0:1::/64");
    assertThat(new Client("10.1.2.3", "a\r\nb" + "x".repeat(300)).device())
        .startsWith("a??b")
        .hasSize(200);
  }
}
