/// presence-service: who is online, where their sockets are, when they were last seen.
///
/// Packages depend downwards only: `query` and `feed` on `lastseen`, these on `state`, all on
/// `loop` and on the settings here. What presence decides by stands in Redis and is changed by the
/// scripts of `state` alone; the processes of this service are equal, keep nothing of their own,
/// and any of them may stop at any moment.
@NullMarked
package io.parley.presence;

import org.jspecify.annotations.NullMarked;
