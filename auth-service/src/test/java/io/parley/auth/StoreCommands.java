package io.parley.auth;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a service asks the store for in answering, as `find auth_users`; its background work, which
/// is on other collections, is left out.
public final class StoreCommands implements CommandListener {

  private static final Set<String> COLLECTIONS =
      Set.of("auth_users", "auth_known_networks", "auth_audit");
  private static final Set<String> COMMANDS = Set.of("find", "insert", "update", "findAndModify");

  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Override
  public void commandStarted(CommandStartedEvent event) {
    var name = event.getCommandName();
    if (COMMANDS.contains(name)) {
      var collection = event.getCommand().getString(name).getValue();
      if (COLLECTIONS.contains(collection)) {
        seen.add(name + " " + collection);
      }
    }
  }

  /// Those since the last look.
  public List<String> take() {
    var taken = List.copyOf(seen);
    seen.clear();
    return taken;
  }
}
