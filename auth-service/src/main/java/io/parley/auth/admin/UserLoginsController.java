package io.parley.auth.admin;

import io.parley.auth.access.LoginView;
import io.parley.auth.login.Endings;
import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Other people's logins.
@RestController
final class UserLoginsController {

  private final Staff staff;
  private final UserChanges changes;
  private final Endings endings;

  UserLoginsController(Staff staff, UserChanges changes, Endings endings) {
    this.staff = staff;
    this.changes = changes;
    this.endings = endings;
  }

  @GetMapping("/api/admin/users/{id}/logins")
  Mono<LoginView.Page> logins(Caller caller, @PathVariable UserId id) {
    return staff
        .moderatorOrAdmin(caller)
        .flatMap(by -> changes.changeable(by, id))
        .flatMap(account -> LoginView.Page.of(endings.livingOf(id, LoginView.MOST), caller));
  }

  @DeleteMapping("/api/admin/users/{id}/logins")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> endAll(Caller caller, @PathVariable UserId id) {
    return staff
        .moderatorOrAdmin(caller)
        .flatMap(
            by -> changes.changeable(by, id).flatMap(account -> changes.endLogins(by, account)));
  }

  @DeleteMapping("/api/admin/users/{id}/logins/{login}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> end(Caller caller, @PathVariable UserId id, @PathVariable LoginId login) {
    return staff
        .moderatorOrAdmin(caller)
        .flatMap(
            by ->
                changes
                    .changeable(by, id)
                    .flatMap(account -> endings.endOwn(id, login, "ended by " + by.user())))
        .flatMap(ended -> ended ? Mono.empty() : Mono.error(ProblemException.notFound()));
  }
}
