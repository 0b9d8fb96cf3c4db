/// When users were last seen, kept in the collection `presence_last_seen`: written in batches, read
/// back for users of whom Redis knows nothing.
@NullMarked
package io.parley.presence.lastseen;

import org.jspecify.annotations.NullMarked;
