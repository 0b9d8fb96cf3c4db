package io.parley.auth.audit;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An entry as it was stored.
///
/// @param id in the order of time
/// @param action what happened, `login.started`
/// @param user whom it is about; null where that is nobody
/// @param by who did it, where that is somebody else
/// @param request the id of the request that caused it, `-` where none did
/// @param details further values, by name
public record AuditRecord(
    String id,
    Instant at,
    String action,
    @Nullable String user,
    @Nullable String by,
    @Nullable String login,
    @Nullable String address,
    String request,
    Map<String, String> details) {}
