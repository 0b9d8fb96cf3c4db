package io.parley.presence.query;

import io.parley.common.id.UserId;
import io.parley.edge.ProblemException;
import io.parley.presence.PresenceSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Presence for other services, of anyone: who may see it is theirs to judge.
@RestController
final class InternalPresenceController {

  private final PresenceQuery presence;
  private final int usersAtOnce;

  InternalPresenceController(PresenceQuery presence, PresenceSettings settings) {
    this.presence = presence;
    this.usersAtOnce = settings.usersAtOnce();
  }

  record Question(@Nullable List<UserId> users) {}

  @PostMapping("/internal/presence/query")
  Mono<PresenceList> query(@RequestBody Question question) {
    List<UserId> users = question.users();
    if (users == null || users.contains(null)) {
      throw ProblemException.invalid("users", "missing (expected: a list of ids)");
    }
    if (usersAtOnce > 0 && users.size() > usersAtOnce) {
      throw ProblemException.invalid(
          "users", users.size() + " users (expected: at most " + usersAtOnce + ")");
    }
    return presence.of(users).map(PresenceList::new);
  }
}
