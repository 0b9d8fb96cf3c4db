package io.parley.bench.load;

/// Somebody who has one socket.
///
/// @param number from 0
/// @param token what the target lets them in for
public record User(int number, String id, String token) {}
