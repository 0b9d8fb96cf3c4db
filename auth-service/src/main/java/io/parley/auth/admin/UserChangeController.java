package io.parley.auth.admin;

import io.parley.auth.account.Account;
import io.parley.auth.role.Roles;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Roles, and whether one may sign in.
@RestController
final class UserChangeController {

  private static final int MOST_ROLES = 20;

  private final Staff staff;
  private final UserChanges changes;
  private final Roles roles;

  UserChangeController(Staff staff, UserChanges changes, Roles roles) {
    this.staff = staff;
    this.changes = changes;
    this.roles = roles;
  }

  record RolesRequest(@Nullable List<@Nullable String> roles) {}

  record DisabledRequest(@Nullable Boolean disabled) {}

  @PutMapping("/api/admin/users/{id}/roles")
  Mono<AdminUserView> setRoles(
      Caller caller, @PathVariable UserId id, @RequestBody Mono<RolesRequest> body) {
    return staff
        .admin(caller)
        .flatMap(
            by ->
                changes
                    .changeable(by, id)
                    .flatMap(
                        account ->
                            body.map(request -> checked(request, account))
                                .flatMap(wanted -> changes.setRoles(by, account, wanted)))
                    .map(account -> AdminUserView.of(account, by)));
  }

  @PutMapping("/api/admin/users/{id}/disabled")
  Mono<AdminUserView> setDisabled(
      Caller caller, @PathVariable UserId id, @RequestBody Mono<DisabledRequest> body) {
    return staff
        .moderatorOrAdmin(caller)
        .flatMap(
            by ->
                changes
                    .changeable(by, id)
                    .flatMap(
                        account ->
                            body.map(UserChangeController::checked)
                                .flatMap(
                                    disabled ->
                                        disabled
                                            ? changes.disable(by, account)
                                            : changes.enable(by, account)))
                    .map(account -> AdminUserView.of(account, by)));
  }

  private static boolean checked(DisabledRequest request) {
    var disabled = request.disabled();
    if (disabled == null) {
      throw ProblemException.invalid("disabled", "missing");
    }
    return disabled;
  }

  /// Roles that a backend gave before the operator defined any may stay.
  private Set<String> checked(RolesRequest request, Account account) {
    var wanted = request.roles();
    if (wanted == null) {
      throw ProblemException.invalid("roles", "missing");
    }
    if (wanted.size() > MOST_ROLES) {
      throw ProblemException.invalid(
          "roles", wanted.size() + " (expected: at most " + MOST_ROLES + ")");
    }
    var defined =
        wanted.stream()
            .allMatch(
                role -> role != null && (roles.isDefined(role) || account.roles().contains(role)));
    if (!defined) {
      throw ProblemException.invalid("roles", "not defined (expected: of " + roles.defined() + ")");
    }
    return wanted.stream().map(Objects::requireNonNull).collect(Collectors.toUnmodifiableSet());
  }
}
