package io.parley.auth.admin;

import io.parley.auth.account.Account;
import io.parley.auth.audit.Audit;
import io.parley.auth.role.Roles;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Who may administrate what, by the roles of the token: a role that was taken is in no token that
/// counts.
@Component
final class Staff {

  private final Audit audit;

  Staff(Audit audit) {
    this.audit = audit;
  }

  /// Somebody who may administrate.
  ///
  /// @param admin an administrator, else a moderator
  record Member(UserId user, boolean admin) {

    /// Whether this account is one that they may change.
    boolean mayChange(Account account) {
      return admin
          || (!account.roles().contains(Roles.ADMIN) && !account.roles().contains(Roles.MODERATOR));
    }
  }

  /// Errors with `forbidden` for everyone else, before anything is looked at.
  Mono<Member> moderatorOrAdmin(Caller caller) {
    var admin = caller.roles().contains(Roles.ADMIN);
    return admin || caller.roles().contains(Roles.MODERATOR)
        ? Mono.just(new Member(caller.user(), admin))
        : refused(caller.user());
  }

  /// The same, for what moderators may not do.
  Mono<Member> admin(Caller caller) {
    return caller.roles().contains(Roles.ADMIN)
        ? Mono.just(new Member(caller.user(), true))
        : refused(caller.user());
  }

  /// Notes that somebody tried what is not theirs to do.
  <T> Mono<T> refused(UserId user) {
    return audit
        .write(Audit.Entry.of("admin.refused").with("user", user))
        .then(Mono.error(ProblemException.forbidden("Not with your roles")));
  }
}
