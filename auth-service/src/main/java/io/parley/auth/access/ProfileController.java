package io.parley.auth.access;

import io.parley.auth.account.AccountRules;
import io.parley.auth.account.Accounts;
import io.parley.auth.account.Profile;
import io.parley.auth.account.UserView;
import io.parley.auth.login.Client;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.edge.ProblemException.FieldError;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/// What users change of themselves.
@RestController
final class ProfileController {

  private static final String FULL_NAME = "fullName";
  private static final String AVATAR_URL = "avatarUrl";

  private final Accounts accounts;
  private final PasswordChange passwordChange;
  private final Clients clients;

  ProfileController(Accounts accounts, PasswordChange passwordChange, Clients clients) {
    this.accounts = accounts;
    this.passwordChange = passwordChange;
    this.clients = clients;
  }

  /// Read as a tree, because a missing `avatarUrl` leaves it and null removes it.
  @PutMapping("/api/auth/update-profile")
  Mono<UserView> updateProfile(Caller caller, @RequestBody JsonNode body) {
    return accounts
        .updateProfile(caller.user(), profile(body))
        .map(UserView::forOneself)
        .switchIfEmpty(Mono.error(ProblemException::notFound));
  }

  @PutMapping("/api/auth/password")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  Mono<Void> changePassword(
      Caller caller, @RequestBody PasswordChange.Request request, ServerWebExchange exchange) {
    return clients
        .of(exchange.getRequest())
        .flatMap((Client client) -> passwordChange.change(caller, request, client));
  }

  private static Profile profile(JsonNode body) {
    if (!body.isObject()) {
      throw ProblemException.invalid("body", "expected: an object");
    }
    var errors = new ArrayList<FieldError>();
    var name = text(body, FULL_NAME, errors);
    var avatar = text(body, AVATAR_URL, errors);
    if (name != null || body.path(FULL_NAME).isNull()) {
      addTo(errors, AccountRules.fullName(FULL_NAME, name));
    }
    if (avatar != null) {
      addTo(errors, AccountRules.avatarUrl(AVATAR_URL, avatar));
    }
    if (!errors.isEmpty()) {
      throw ProblemException.invalid(errors);
    }
    return new Profile(name == null ? null : name.strip(), body.has(AVATAR_URL), avatar);
  }

  private static @Nullable String text(JsonNode body, String field, ArrayList<FieldError> errors) {
    var node = body.get(field);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isString()) {
      errors.add(new FieldError(field, "expected: a string"));
      return null;
    }
    return node.stringValue();
  }

  private static void addTo(ArrayList<FieldError> errors, @Nullable FieldError error) {
    if (error != null) {
      errors.add(error);
    }
  }
}
