package io.parley.chat.presence;

import io.parley.common.bus.PresenceSessions;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The whole list, for presence-service when it missed something.
@RestController
class PresenceSessionsController {

  private final NodeSessions sessions;

  PresenceSessionsController(NodeSessions sessions) {
    this.sessions = sessions;
  }

  @GetMapping("/internal/presence/sessions")
  PresenceSessions all() {
    return sessions.all();
  }
}
