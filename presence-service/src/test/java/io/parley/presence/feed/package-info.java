/// Whole replicas against fake nodes.
@NullMarked
package io.parley.presence.feed;

import org.jspecify.annotations.NullMarked;
