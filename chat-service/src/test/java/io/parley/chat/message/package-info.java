/// Tests of this feature.
@NullMarked
package io.parley.chat.message;

import org.jspecify.annotations.NullMarked;
