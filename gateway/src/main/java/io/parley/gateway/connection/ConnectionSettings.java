package io.parley.gateway.connection;

import java.time.Duration;
import java.util.Map;

/// What a client's connection is bound to.
///
/// @param socketPath the one path at which upgrades are accepted
/// @param headWithin how long a request's head may take; zero: no limit
/// @param answerHeaders on every answer
public record ConnectionSettings(
    String socketPath, Duration headWithin, Map<String, String> answerHeaders) {}
