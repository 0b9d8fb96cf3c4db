package io.parley.auth.confirm;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.auth.AuthSettings;
import io.parley.auth.Eventually;
import io.parley.auth.RunningAuth;
import io.parley.auth.audit.Audit;
import io.parley.auth.audit.AuditLog;
import io.parley.auth.secret.Randomness;
import io.parley.common.id.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/// What only time does to confirmations and to the audit log.
class ConfirmationsIT {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final UserId USER = new UserId("u1");
  private static final Set<Purpose> ANY = Set.of(Purpose.values());

  @Test
  void redeemWhenTooOldThenItDoesNotCountAndIsSwept() {
    try (var auth = started()) {
      var now = auth.bean(Confirmations.class);
      var soon = at(auth, Duration.ofMinutes(29));
      var later = at(auth, Duration.ofMinutes(31));
      var reset = now.issue(USER, Purpose.RESET_PASSWORD, "a@x.org").block(SOON);
      var verify = now.issue(USER, Purpose.VERIFY_EMAIL, "a@x.org").block(SOON);
      assertThat(reset).isNotNull();
      assertThat(verify).isNotNull();

      assertThat(later.redeem(reset, ANY).blockOptional(SOON)).isEmpty();
      assertThat(soon.look(reset, ANY).blockOptional(SOON)).isPresent();
      assertThat(later.look(verify, ANY).blockOptional(SOON)).isPresent();
      assertThat(later.removeExpired().block(SOON)).isEqualTo(1);
      assertThat(now.redeem(reset, ANY).blockOptional(SOON)).isEmpty();
      assertThat(now.redeem(verify, Set.of(Purpose.CHANGE_EMAIL)).blockOptional(SOON)).isEmpty();
      assertThat(now.redeem(verify, ANY).blockOptional(SOON)).isPresent();
    }
  }

  @Test
  void issueThenTheStoreHoldsNothingThatCouldBeShown() {
    try (var auth = started()) {
      var token =
          auth.bean(Confirmations.class).issue(USER, Purpose.RESET_PASSWORD, "a@x.org").block(SOON);
      assertThat(token).isNotNull();

      var stored =
          Mono.from(
                  auth.bean(MongoDatabase.class).getCollection("auth_confirmations").find().first())
              .map(Document::toJson)
              .block(SOON);

      assertThat(stored).doesNotContain(token.substring(token.lastIndexOf('.') + 1));
    }
  }

  @Test
  void auditWhenOlderThanIsKeptThenSweptAndTheRestStays() {
    try (var auth = started("PARLEY_AUDIT_RETENTION_DAYS=1")) {
      var audit = auth.bean(Audit.class);
      var log = auth.bean(AuditLog.class);
      auth.signUp(RunningAuth.freshName());
      var kept = log.read(new AuditLog.Question(null, null, null, null), null, 10).count();
      Mono.from(
              auth.bean(MongoDatabase.class)
                  .getCollection("auth_audit")
                  .insertOne(
                      new Document("_id", old() + "-a1")
                          .append("at", java.util.Date.from(Instant.now()))
                          .append("action", "long.ago")
                          .append("request", "-")
                          .append("details", new Document())))
          .block(SOON);
      audit.write(Audit.Entry.of("now")).block(SOON);
      var before = kept.block(SOON);

      auth.bean(io.parley.auth.store.Sweep.class).once().block(SOON);

      assertThat(kept.block(SOON)).isNotNull().isEqualTo(before == null ? -1 : before - 1);
    }
  }

  private static String old() {
    return String.format(
        java.util.Locale.ROOT, "%013d", Instant.now().minus(Duration.ofHours(25)).toEpochMilli());
  }

  private static Confirmations at(RunningAuth auth, Duration later) {
    return new Confirmations(
        auth.bean(MongoDatabase.class),
        auth.bean(Randomness.class),
        Clock.fixed(Instant.now().plus(later), ZoneOffset.UTC),
        auth.bean(AuthSettings.class));
  }

  private static RunningAuth started(String... settings) {
    var auth = RunningAuth.start(settings);
    Eventually.isTrue(() -> auth.call("GET", "/internal/ready", null).status() == 200);
    return auth;
  }
}
