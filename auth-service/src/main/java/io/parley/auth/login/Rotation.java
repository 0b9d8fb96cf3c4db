package io.parley.auth.login;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Where the refresh token of a login stands.
///
/// @param current hash of the one that counts
/// @param previous hash of the one before; null before the first rotation
/// @param salt that made the current one out of the previous one
/// @param at when that was
record Rotation(
    String current, @Nullable String previous, byte @Nullable [] salt, @Nullable Instant at) {}
