/// Tests of this feature.
@NullMarked
package io.parley.chat.conversation;

import org.jspecify.annotations.NullMarked;
