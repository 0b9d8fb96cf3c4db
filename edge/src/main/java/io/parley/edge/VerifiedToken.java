package io.parley.edge;

import java.time.Instant;

/// A token whose signature, type, audience and times hold.
///
/// @param id the claim `jti`; what a ticket is redeemed by, since its text is not unique (an ECDSA
///   signature has a second valid form)
/// @param expiresAt the end of the token itself, which for a ticket is earlier than that of its
///   caller
public record VerifiedToken(Caller caller, String id, Instant expiresAt) {}
