/// Ids as they travel: opaque strings with one shape, a type each, so that a user never stands
/// where a conversation belongs.
@NullMarked
package io.parley.common.id;

import org.jspecify.annotations.NullMarked;
