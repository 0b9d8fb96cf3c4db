package io.parley.auth.login;

import static io.parley.auth.RunningAuth.freshName;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoginSweepIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void sweepWhenOverThenGoneAndTheLivingStay() {
    try (var auth = RunningAuth.start()) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      var logins = auth.bean(Logins.class);
      var now = Instant.now();
      logins.insert(login("over", now.minus(Duration.ofHours(1))), "h1").block(SOON);
      logins.insert(login("just-over", now.minus(Duration.ofMinutes(1))), "h2").block(SOON);
      logins.insert(login("living", now.plus(Duration.ofHours(1))), "h3").block(SOON);
      var living = auth.signUp(freshName());

      auth.bean(LoginSweep.class).sweep().block(SOON);

      assertThat(logins.find(new LoginId("over")).blockOptional(SOON)).isEmpty();
      assertThat(logins.find(new LoginId("just-over")).blockOptional(SOON)).isPresent();
      assertThat(logins.find(new LoginId("living")).blockOptional(SOON)).isPresent();
      assertThat(auth.get("/api/auth/check", living.text("/accessToken")).status()).isEqualTo(200);

      auth.post("/api/auth/logout", null, living.text("/accessToken"));
      var later =
          new LoginSweep(
              logins,
              auth.bean(KnownNetworks.class),
              Clock.fixed(now.plus(Duration.ofDays(40)), ZoneOffset.UTC));
      assertThat(later.sweep().block(SOON)).isGreaterThanOrEqualTo(3);
    }
  }

  @Test
  void refreshWhenGraceIsOverThenReuseEndsTheLogin() {
    try (var auth = RunningAuth.start()) {
      Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
      var first = auth.signUp(freshName()).text("/refreshToken");
      var second = auth.refresh(first);
      var logins = auth.bean(Logins.class);
      var id = new LoginId(first.split("\\.", -1)[0]);
      var stored = logins.find(id).block(SOON);
      assertThat(stored).isNotNull();
      var rotation = stored.rotation();
      assertThat(rotation).isNotNull();
      var older =
          new Rotation(
              rotation.current(),
              rotation.previous(),
              rotation.salt(),
              Instant.now().minusSeconds(11));
      assertThat(logins.rotate(id, rotation.current(), older, stored.login()).block(SOON)).isTrue();

      assertThat(auth.refresh(first).status()).isEqualTo(401);

      assertThat(auth.refresh(second.text("/refreshToken")).status()).isEqualTo(401);
    }
  }

  private static Login login(String id, Instant end) {
    var start = end.minus(Duration.ofHours(2));
    return new Login(
        new LoginId(id),
        new UserId("u1"),
        LoginMode.BODY,
        new Client("10.0.0.1", "test"),
        start,
        start,
        end,
        end,
        null);
  }
}
