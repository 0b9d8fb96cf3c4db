package io.parley.auth;

import static io.parley.auth.RunningAuth.ORIGIN;
import static io.parley.auth.RunningAuth.freshName;
import static io.parley.auth.RunningAuth.signUpBody;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshIT {

  private final RunningAuth auth = RunningAuth.start();

  @BeforeAll
  void waitUntilReady() {
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
  }

  @AfterAll
  void stop() {
    auth.close();
  }

  @Test
  void refreshWhenAgainAtOnceThenTheSameSuccessor() {
    var first = auth.signUp(freshName()).text("/refreshToken");

    var second = auth.refresh(first);
    var again = auth.refresh(first);

    assertThat(second.status()).isEqualTo(200);
    assertThat(second.text("/accessToken")).isNotBlank();
    assertThat(second.text("/refreshToken")).isNotEqualTo(first);
    assertThat(again.text("/refreshToken")).isEqualTo(second.text("/refreshToken"));
    assertThat(again.text("/expiresAt")).isEqualTo(second.text("/expiresAt"));
    assertThat(auth.get("/api/auth/check", again.text("/accessToken")).status()).isEqualTo(200);
  }

  @Test
  void refreshWhenSuccessorIsUsedThenReuseEndsTheLogin() {
    var first = auth.signUp(freshName()).text("/refreshToken");
    var second = auth.refresh(first);
    var third = auth.refresh(second.text("/refreshToken"));

    assertThat(auth.refresh(first).status()).isEqualTo(401);

    assertThat(auth.refresh(third.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", third.text("/accessToken")).status()).isEqualTo(401);
  }

  @Test
  void refreshWhenManyAtOnceThenOneSuccessor() {
    var first = auth.signUp(freshName()).text("/refreshToken");

    var answers = Concurrently.times(16, () -> auth.refresh(first));

    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
    assertThat(answers.stream().map(answer -> answer.text("/refreshToken")).distinct()).hasSize(1);
    assertThat(auth.refresh(answers.getFirst().text("/refreshToken")).status()).isEqualTo(200);
  }

  @Test
  void refreshWhenMadeUpForAKnownLoginThenTheLoginLivesOn() {
    var token = auth.signUp(freshName()).text("/refreshToken");
    var parts = token.split("\\.", -1);
    var secret = new StringBuilder(parts[1]).reverse();

    assertThat(auth.refresh(parts[0] + "." + secret + "." + parts[2]).status()).isEqualTo(401);
    assertThat(auth.refresh(parts[0] + "." + parts[1] + ".AAAAAAAAAAAAAAAAAAAAAA").status())
        .isEqualTo(401);
    assertThat(auth.refresh("nonsense").status()).isEqualTo(401);

    assertThat(auth.refresh(token).status()).isEqualTo(200);
  }

  @Test
  void refreshWhenInTheOtherModeThenRefusedAndStillGoodInItsOwn() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("tokens", "cookie");
    var inCookie = auth.call("POST", "/api/auth/signup", body).cookie("parley_refresh");
    var inBody = auth.signUp(freshName()).text("/refreshToken");

    assertThat(auth.refresh(inCookie).status()).isEqualTo(401);
    assertThat(byCookie(inBody, "Origin", ORIGIN).status()).isEqualTo(401);

    assertThat(byCookie(inCookie, "Origin", ORIGIN).status()).isEqualTo(200);
    assertThat(auth.refresh(inBody).status()).isEqualTo(200);
  }

  @Test
  void refreshWhenByCookieThenNeedsProofOfOriginAndSetsCookies() {
    var body = new HashMap<>(signUpBody(freshName()));
    body.put("tokens", "cookie");
    var cookie = auth.call("POST", "/api/auth/signup", body).cookie("parley_refresh");

    assertThat(byCookie(cookie, "X-None", "1").status()).isEqualTo(403);
    assertThat(byCookie(cookie, "Origin", "https://evil.example").status()).isEqualTo(403);
    assertThat(byCookie(cookie, "Sec-Fetch-Site", "cross-site").status()).isEqualTo(403);
    var answer = byCookie(cookie, "Sec-Fetch-Site", "same-origin");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().has("refreshToken")).isFalse();
    assertThat(answer.cookie("parley_refresh")).isNotBlank().isNotEqualTo(cookie);
    assertThat(answer.cookie("parley_access")).isEqualTo(answer.text("/accessToken"));
  }

  @Test
  void refreshWhenAnAccessTokenIsShownAsOneThenRefused() {
    var tokens = auth.signUp(freshName());

    assertThat(auth.refresh(tokens.text("/accessToken")).status()).isEqualTo(401);
    assertThat(auth.get("/api/auth/check", tokens.text("/refreshToken")).status()).isEqualTo(401);
    assertThat(auth.call("POST", "/api/auth/refresh", Map.of()).status()).isEqualTo(401);
  }

  private RunningAuth.Answer byCookie(String token, String header, String value) {
    return auth.call(
        "POST", "/api/auth/refresh", null, "Cookie", "parley_refresh=" + token, header, value);
  }
}
