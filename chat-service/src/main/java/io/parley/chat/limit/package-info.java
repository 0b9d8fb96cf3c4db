/// How often a user may do something, counted over all nodes in Redis; on this node alone while
/// Redis is away.
@NullMarked
package io.parley.chat.limit;

import org.jspecify.annotations.NullMarked;
