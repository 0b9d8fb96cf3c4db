/// Tests of this feature.
@NullMarked
package io.parley.chat.mark;

import org.jspecify.annotations.NullMarked;
