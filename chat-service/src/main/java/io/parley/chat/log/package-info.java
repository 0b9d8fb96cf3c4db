/// The log of each conversation: every durable event takes the next sequence, by insert at head + 1
/// with a majority write. Nothing here knows who may write or who listens; this is the truth that
/// everything else reads.
@NullMarked
package io.parley.chat.log;

import org.jspecify.annotations.NullMarked;
