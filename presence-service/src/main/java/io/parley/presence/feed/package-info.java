/// Reading the feeds of chat nodes: who there is, one reader a feed, the whole list where a feed
/// does not tell all.
@NullMarked
package io.parley.presence.feed;

import org.jspecify.annotations.NullMarked;
