package io.parley.common.bus;

import io.parley.common.id.LoginId;
import io.parley.common.id.UserId;
import java.time.Instant;

/// A login that ended: its tokens no longer count, wherever they are.
public record Revocation(LoginId login, UserId user, Instant at) {}
