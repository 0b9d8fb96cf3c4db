package io.parley.auth.directory;

import io.parley.auth.account.Account;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.UserView;
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
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// All users, in the order of their usernames; a query keeps those of whom each of its words begins
/// the username or a word of the name.
@RestController
final class DirectoryController {

  private static final int MAX_QUERY = 100;
  private static final int MAX_WORDS = 5;

  private final Accounts accounts;
  private final Cursors cursors;

  DirectoryController(Accounts accounts, Cursors cursors) {
    this.accounts = accounts;
    this.cursors = cursors;
  }

  record Users(List<UserView> items, @Nullable String next) {}

  @GetMapping("/api/users")
  Mono<Users> users(
      Caller caller,
      @RequestParam(defaultValue = "") String query,
      @RequestParam(defaultValue = PageLimit.DEFAULT) int limit,
      @RequestParam(required = false) @Nullable String cursor) {
    PageLimit.checked(limit);
    var words = words(query);
    var asked = String.join(" ", words);
    var after = cursor == null ? null : cursors.read(asked, cursor);
    return accounts
        .directory(words, after, limit + 1)
        .collectList()
        .map(found -> page(found, limit, asked));
  }

  @GetMapping("/api/users/{id}")
  Mono<UserView> user(Caller caller, @PathVariable UserId id) {
    var seen =
        id.equals(caller.user())
            ? accounts.byId(id).map(UserView::forOneself)
            : accounts.seenByOthers(id);
    return seen.switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  private Users page(List<Account> found, int limit, String asked) {
    var items = found.stream().limit(limit).map(UserView::forOthers).toList();
    var next = found.size() > limit ? cursors.write(asked, found.get(limit - 1).username()) : null;
    return new Users(items, next);
  }

  private static List<String> words(String query) {
    var length = query.codePointCount(0, query.length());
    if (length > MAX_QUERY) {
      throw ProblemException.invalid(
          "query", length + " characters (expected: at most " + MAX_QUERY + ")");
    }
    return Stream.of(query.strip().toLowerCase(Locale.ROOT).split("\\s+"))
        .filter(word -> !word.isEmpty())
        .limit(MAX_WORDS)
        .toList();
  }
}
