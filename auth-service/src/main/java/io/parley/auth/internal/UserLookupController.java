package io.parley.auth.internal;

import io.parley.auth.account.Accounts;
import io.parley.auth.account.UserView;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Users by id, for services that show or check them.
@RestController
final class UserLookupController {

  private static final int MOST = 1000;

  private final Accounts accounts;

  UserLookupController(Accounts accounts) {
    this.accounts = accounts;
  }

  record Request(@Nullable List<@Nullable UserId> ids) {}

  record Users(List<UserView> users) {}

  /// The public form of those that exist and are not deleted, in no order.
  @PostMapping("/internal/users/lookup")
  Mono<Users> lookup(@RequestBody Request request) {
    var ids = request.ids();
    if (ids == null || ids.size() > MOST || ids.stream().anyMatch(Objects::isNull)) {
      throw ProblemException.invalid("ids", "expected: a list of at most " + MOST + " ids");
    }
    return accounts
        .byIds(ids.stream().map(Objects::requireNonNull).toList())
        .filter(account -> account.standing().deletedAt() == null)
        .map(UserView::forOthers)
        .collectList()
        .map(Users::new);
  }
}
