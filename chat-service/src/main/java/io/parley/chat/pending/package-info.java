/// What waits for users who are away: per user an index in Redis of the conversations that went on,
/// no copies. It says where to begin when they come back; what there is to deliver says the log.
@NullMarked
package io.parley.chat.pending;

import org.jspecify.annotations.NullMarked;
