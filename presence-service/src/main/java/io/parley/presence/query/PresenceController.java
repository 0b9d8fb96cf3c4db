package io.parley.presence.query;

import io.parley.common.bus.Presence;
import io.parley.common.id.OpaqueId;
import io.parley.common.id.UserId;
import io.parley.edge.Caller;
import io.parley.edge.ProblemException;
import io.parley.presence.PresenceSettings;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// Presence for clients: of oneself and of those with whom one shares a conversation; everyone else
/// is unknown, whether they exist or not.
@RestController
final class PresenceController {

  private final PresenceQuery presence;
  private final Contacts contacts;
  private final int usersAtOnce;

  PresenceController(PresenceQuery presence, Contacts contacts, PresenceSettings settings) {
    this.presence = presence;
    this.contacts = contacts;
    this.usersAtOnce = settings.usersAtOnce();
  }

  @GetMapping("/api/presence")
  Mono<PresenceList> presence(Caller caller, @RequestParam(defaultValue = "") String users) {
    List<UserId> asked = parse(users);
    List<UserId> others = asked.stream().filter(user -> !user.equals(caller.user())).toList();
    return contacts
        .among(caller.user(), others)
        .flatMap(known -> look(asked, known, caller.user()))
        .map(PresenceList::new);
  }

  private Mono<List<Presence>> look(List<UserId> asked, Set<UserId> known, UserId oneself) {
    List<UserId> visible =
        asked.stream().filter(user -> user.equals(oneself) || known.contains(user)).toList();
    return presence.of(visible).map(found -> inOrder(asked, found));
  }

  private static List<Presence> inOrder(List<UserId> asked, List<Presence> found) {
    Map<UserId, Presence> byUser = new HashMap<>();
    found.forEach(one -> byUser.put(one.user(), one));
    return asked.stream().map(user -> byUser.getOrDefault(user, Presence.unknown(user))).toList();
  }

  private List<UserId> parse(String users) {
    if (users.isEmpty()) {
      throw ProblemException.invalid("users", "none (expected: ids, separated by commas)");
    }
    List<String> ids = Arrays.stream(users.split(",", -1)).distinct().toList();
    if (usersAtOnce > 0 && ids.size() > usersAtOnce) {
      throw ProblemException.invalid(
          "users", ids.size() + " users (expected: at most " + usersAtOnce + ")");
    }
    if (!ids.stream().allMatch(OpaqueId::isValid)) {
      throw ProblemException.invalid(
          "users", "not a list of ids (expected: 1 to 64 of [A-Za-z0-9_-] each)");
    }
    return ids.stream().map(UserId::new).toList();
  }
}
