package io.parley.chat.view;

import io.parley.chat.conversation.Memberships;
import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `POST /internal/contacts`, for presence-service: whom of these users someone shares a
/// conversation with.
@RestController
class ContactsController {

  private static final int MOST = 1000;

  private final Memberships memberships;

  ContactsController(Memberships memberships) {
    this.memberships = memberships;
  }

  record Question(@Nullable UserId user, @Nullable List<UserId> users) {}

  record Contacts(Set<UserId> users) {}

  @PostMapping("/internal/contacts")
  Mono<Contacts> contacts(@RequestBody Mono<Question> body) {
    return body.flatMap(this::answer).map(Contacts::new);
  }

  private Mono<Set<UserId>> answer(Question question) {
    var user = question.user();
    var users = question.users();
    if (user == null) {
      throw ProblemException.invalid("user", "missing (expected: a user id)");
    }
    if (users == null || users.size() > MOST) {
      throw ProblemException.invalid(
          "users",
          (users == null ? "missing" : users.size() + " users")
              + " (expected: at most "
              + MOST
              + ")");
    }
    return memberships.contacts(user, users);
  }
}
