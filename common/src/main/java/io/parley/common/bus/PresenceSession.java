package io.parley.common.bus;

import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;

/// One session in a node's whole list, and the fields of an entry of its stream.
public record PresenceSession(SessionId session, UserId user, Presence.State state) {}
