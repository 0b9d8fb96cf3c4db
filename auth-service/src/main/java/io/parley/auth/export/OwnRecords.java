package io.parley.auth.export;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Belongings;
import io.parley.auth.account.UserView;
import io.parley.auth.audit.AuditLog;
import io.parley.auth.audit.AuditRecord;
import io.parley.auth.login.Endings;
import io.parley.auth.login.Login;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/// What this service keeps about a user, as lines of JSON. No password, hash or token is among it.
@Component
final class OwnRecords {

  private static final int MOST_LOGINS = 10_000;

  private final Accounts accounts;
  private final Endings endings;
  private final List<Belongings> belongings;
  private final AuditLog audit;
  private final JsonMapper json;

  OwnRecords(
      Accounts accounts,
      Endings endings,
      List<Belongings> belongings,
      AuditLog audit,
      JsonMapper json) {
    this.accounts = accounts;
    this.endings = endings;
    this.belongings = List.copyOf(belongings);
    this.audit = audit;
    this.json = json;
  }

  private record AccountLine(
      String type, @JsonUnwrapped UserView user, @Nullable Instant lastLoginAt) {

    static AccountLine of(Account account) {
      return new AccountLine(
          "account", UserView.forOneself(account), account.standing().lastLoginAt());
    }
  }

  private record LoginLine(
      String type,
      LoginId id,
      String device,
      String address,
      Instant createdAt,
      Instant lastUsedAt,
      Instant expiresAt) {

    static LoginLine of(Login login) {
      return new LoginLine(
          "login",
          login.id(),
          login.client().device(),
          login.client().address(),
          login.createdAt(),
          login.lastUsedAt(),
          login.expiresAt());
    }
  }

  private record AuditLine(String type, @JsonUnwrapped AuditRecord entry) {}

  private record EndLine(String type) {}

  /// The account, its living logins, what features keep beside it, and what the audit log says
  /// about its user.
  Flux<byte[]> of(UserId user) {
    return Flux.concat(
            accounts.byId(user).map(AccountLine::of),
            endings.livingOf(user, MOST_LOGINS).map(LoginLine::of),
            Flux.fromIterable(belongings).concatMap(each -> each.told(user)),
            audit.about(user.value()).map(entry -> new AuditLine("audit", entry)))
        .map(this::line);
  }

  /// The last line.
  Mono<byte[]> end() {
    return Mono.fromSupplier(() -> line(new EndLine("end")));
  }

  private byte[] line(Object value) {
    var bytes = json.writeValueAsBytes(value);
    var line = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    line[bytes.length] = '\n';
    return line;
  }
}
