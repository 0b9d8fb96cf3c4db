/// Tests of this feature.
@NullMarked
package io.parley.chat.directory;

import org.jspecify.annotations.NullMarked;
