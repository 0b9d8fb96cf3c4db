/// This node's part in presence: it tells presence-service who has a session here, by a numbered
/// stream, and tells its sessions about the users they look at. What presence is, presence-service
/// alone decides.
///
/// Used by `socket` only: [SessionPresence] when sessions come and go, [Watches] for what they look
/// at.
@NullMarked
package io.parley.chat.presence;

import org.jspecify.annotations.NullMarked;
