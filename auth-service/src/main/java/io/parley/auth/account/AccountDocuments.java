package io.parley.auth.account;

import io.parley.common.id.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Accounts as documents.
final class AccountDocuments {

  private static final int MAX_TERMS = 20;

  private AccountDocuments() {}

  static Document document(Account account) {
    return new Document("_id", account.id().value())
        .append("username", account.username())
        .append("email", account.email())
        .append("emailKey", emailKey(account))
        .append("fullName", account.fullName())
        .append("avatarUrl", account.avatarUrl())
        .append("roles", new ArrayList<>(account.roles()))
        .append("passwordHash", account.passwordHash())
        .append("terms", terms(account))
        .append("createdAt", Date.from(account.createdAt()))
        .append("emailVerified", account.standing().emailVerified())
        .append("generation", account.standing().generation());
  }

  static Account account(Document document) {
    return new Account(
        new UserId(document.getString("_id")),
        document.getString("username"),
        document.getString("email"),
        document.getString("fullName"),
        document.getString("avatarUrl"),
        Set.copyOf(document.getList("roles", String.class)),
        document.getString("passwordHash"),
        document.getDate("createdAt").toInstant(),
        new Standing(
            document.getBoolean("emailVerified", false),
            instant(document, "lastLoginAt"),
            instant(document, "disabledAt"),
            instant(document, "deletedAt"),
            generation(document)));
  }

  private static @Nullable Instant instant(Document document, String field) {
    var date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }

  /// Accounts of before there was one have none, and counting up makes an integer of it there.
  private static long generation(Document document) {
    return document.get("generation") instanceof Number number ? number.longValue() : 0;
  }

  /// What the directory finds a user by: the username and the words of the name, in lower case.
  static List<String> terms(Account account) {
    var name = account.fullName().toLowerCase(Locale.ROOT);
    return Stream.concat(
            Stream.of(account.username(), name), List.of(name.strip().split("\\s+")).stream())
        .distinct()
        .limit(MAX_TERMS)
        .toList();
  }

  /// The index is unique and wants a value of everyone; without an address it is one that none can
  /// be.
  static String emailKey(Account account) {
    var email = account.email();
    return email == null ? "#" + account.id().value() : AccountRules.emailKey(email);
  }
}
