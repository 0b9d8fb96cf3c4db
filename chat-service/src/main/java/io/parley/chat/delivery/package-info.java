/// Brings what the logs store to the sessions of members on every node: the bus as a hint, feeds
/// that order and fill gaps from the store, repairs for what the bus lost.
@NullMarked
package io.parley.chat.delivery;

import org.jspecify.annotations.NullMarked;
