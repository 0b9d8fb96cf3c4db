package io.parley.common.bus;

import java.util.List;

/// A chat node's whole list.
///
/// @param n the number of the last stream entry that the list contains
public record PresenceSessions(String incarnation, long n, List<PresenceSession> sessions) {}
