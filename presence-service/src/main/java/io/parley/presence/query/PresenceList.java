package io.parley.presence.query;

import io.parley.common.bus.Presence;
import java.util.List;

/// The answer to both questions.
record PresenceList(List<Presence> items) {}
