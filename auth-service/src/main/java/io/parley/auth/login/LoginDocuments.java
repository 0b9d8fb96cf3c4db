package io.parley.auth.login;

import io.parley.auth.login.Logins.Stored;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;
import org.bson.types.Binary;
import org.jspecify.annotations.Nullable;

/// Logins as documents.
final class LoginDocuments {

  private LoginDocuments() {}

  static Document document(Login login, @Nullable String refreshHash) {
    return new Document("_id", login.id().value())
        .append("user", login.user().value())
        .append("mode", login.mode().name())
        .append("address", login.client().address())
        .append("device", login.client().device())
        .append("createdAt", Date.from(login.createdAt()))
        .append("lastUsedAt", Date.from(login.lastUsedAt()))
        .append("expiresAt", Date.from(login.expiresAt()))
        .append("accessUntil", Date.from(login.accessUntil()))
        .append("refreshHash", refreshHash);
  }

  static Stored stored(Document document) {
    var login =
        new Login(
            new LoginId(document.getString("_id")),
            new UserId(document.getString("user")),
            LoginMode.valueOf(document.getString("mode")),
            new Client(document.getString("address"), document.getString("device")),
            document.getDate("createdAt").toInstant(),
            document.getDate("lastUsedAt").toInstant(),
            document.getDate("expiresAt").toInstant(),
            document.getDate("accessUntil").toInstant(),
            instant(document, "endedAt"));
    return new Stored(login, rotation(document));
  }

  private static @Nullable Rotation rotation(Document document) {
    var current = document.getString("refreshHash");
    if (current == null) {
      return null;
    }
    var salt = document.get("salt", Binary.class);
    return new Rotation(
        current,
        document.getString("previousHash"),
        salt == null ? null : salt.getData(),
        instant(document, "rotatedAt"));
  }

  private static @Nullable Instant instant(Document document, String field) {
    var date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }
}
