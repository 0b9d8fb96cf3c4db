package io.parley.auth.admin;

import io.parley.auth.account.Account;
import io.parley.auth.account.AccountQuery;
import io.parley.auth.account.Accounts;
import io.parley.auth.paging.Cursors;
import io.parley.auth.paging.PageLimit;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Finds and shows users to those who administrate.
@RestController
final class UserListController {

  private static final int MAX_QUERY = 254;
  private static final int MAX_WORDS = 5;

  private final Staff staff;
  private final Accounts accounts;
  private final Cursors cursors;

  UserListController(Staff staff, Accounts accounts, Cursors cursors) {
    this.staff = staff;
    this.accounts = accounts;
    this.cursors = cursors;
  }

  record Users(List<AdminUserView> items, @Nullable String next) {}

  /// What is asked for.
  ///
  /// @param query beginnings of the username and of words of the name; with an `@` in it, of the
  ///   address
  record Wanted(@Nullable String query, @Nullable String role, @Nullable Boolean disabled) {

    String key(Staff.Member by) {
      return String.join("\n", "admin users", "" + by.admin(), text(), "" + role, "" + disabled);
    }

    String text() {
      return query == null ? "" : query.strip().toLowerCase(Locale.ROOT);
    }

    AccountQuery forMember(Staff.Member by) {
      var text = text();
      return by.admin() && text.indexOf('@') >= 0
          ? new AccountQuery(List.of(), text, role, disabled)
          : new AccountQuery(words(text), null, role, disabled);
    }

    private static List<String> words(String text) {
      return Stream.of(text.split("\\s+")).filter(w -> !w.isEmpty()).limit(MAX_WORDS).toList();
    }
  }

  @GetMapping("/api/admin/users")
  Mono<Users> users(
      Caller caller,
      @ModelAttribute Wanted wanted,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    return staff
        .moderatorOrAdmin(caller)
        .flatMap(
            by -> {
              var query = checked(wanted).forMember(by);
              var after = cursor == null ? null : cursors.read(wanted.key(by), cursor);
              return accounts
                  .search(query, after, PageLimit.checked(limit) + 1)
                  .collectList()
                  .map(found -> page(found, limit, wanted, by));
            });
  }

  @GetMapping("/api/admin/users/{id}")
  Mono<AdminUserView> user(Caller caller, @PathVariable UserId id) {
    return staff
        .moderatorOrAdmin(caller)
        .flatMap(by -> accounts.byId(id).map(account -> AdminUserView.of(account, by)))
        .switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  private Users page(List<Account> found, int limit, Wanted wanted, Staff.Member by) {
    var items = found.stream().limit(limit).map(one -> AdminUserView.of(one, by)).toList();
    var next =
        found.size() > limit
            ? cursors.write(wanted.key(by), found.get(limit - 1).username())
            : null;
    return new Users(items, next);
  }

  private static Wanted checked(Wanted wanted) {
    if (wanted.text().length() > MAX_QUERY) {
      throw ProblemException.invalid(
          "query", wanted.text().length() + " characters (expected: at most " + MAX_QUERY + ")");
    }
    return wanted;
  }
}
