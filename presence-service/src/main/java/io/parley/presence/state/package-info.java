/// The state of presence in Redis, and the scripts that alone change it.
///
/// Each script file says its keys, arguments and replies; `shared.lua` has the table of all keys.
/// Every step is one script, so two replicas never see half of one, and time is Redis time, so the
/// clocks of processes do not matter. A lost Redis loses nothing that the chat nodes and the
/// database cannot give back.
@NullMarked
package io.parley.presence.state;

import org.jspecify.annotations.NullMarked;
