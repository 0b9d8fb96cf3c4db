package io.parley.chat.socket.handshake;

import io.parley.common.id.SessionId;
import io.parley.edge.Caller;
import org.jspecify.annotations.Nullable;

/// A socket that may open.
///
/// @param gateway the gateway that it comes through, as that one says; null when it comes directly
/// @param subprotocol the one that was asked for; null when none was
/// @param resumes whether the client wants to go on where it was, so that nothing durable leaves
///   before it says where
public record Admitted(
    SessionId session,
    Caller caller,
    @Nullable String gateway,
    @Nullable String subprotocol,
    boolean resumes) {}
