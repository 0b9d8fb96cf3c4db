/// Tests of this feature.
@NullMarked
package io.parley.chat.limit;

import org.jspecify.annotations.NullMarked;
