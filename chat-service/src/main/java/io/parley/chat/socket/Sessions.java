package io.parley.chat.socket;

import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/// The open sockets of this node.
@Component
final class Sessions {

  private final Set<Dialogue> all = ConcurrentHashMap.newKeySet();
  private final Map<LoginId, Set<Dialogue>> byLogin = new ConcurrentHashMap<>();
  private final Map<UserId, Set<Dialogue>> byUser = new ConcurrentHashMap<>();

  void add(Dialogue dialogue) {
    all.add(dialogue);
    put(byLogin, dialogue.session().login(), dialogue);
    put(byUser, dialogue.session().user(), dialogue);
  }

  void remove(Dialogue dialogue) {
    all.remove(dialogue);
    take(byLogin, dialogue.session().login(), dialogue);
    take(byUser, dialogue.session().user(), dialogue);
  }

  Collection<Dialogue> all() {
    return all;
  }

  Collection<Dialogue> of(LoginId login) {
    return List.copyOf(byLogin.getOrDefault(login, Set.of()));
  }

  Collection<Dialogue> of(UserId user) {
    return List.copyOf(byUser.getOrDefault(user, Set.of()));
  }

  int count() {
    return all.size();
  }

  private static <K> void put(Map<K, Set<Dialogue>> map, K key, Dialogue dialogue) {
    map.compute(
        key,
        (_, present) -> {
          Set<Dialogue> set = present == null ? ConcurrentHashMap.newKeySet(1) : present;
          set.add(dialogue);
          return set;
        });
  }

  private static <K> void take(Map<K, Set<Dialogue>> map, K key, Dialogue dialogue) {
    map.computeIfPresent(
        key,
        (_, present) -> {
          present.remove(dialogue);
          return present.isEmpty() ? null : present;
        });
  }
}
