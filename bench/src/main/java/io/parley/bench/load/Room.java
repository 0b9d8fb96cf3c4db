package io.parley.bench.load;

import java.util.List;

/// A conversation. Each member but the sender gets each message.
///
/// @param members numbers of users who are online
public record Room(String id, List<Integer> members) {}
