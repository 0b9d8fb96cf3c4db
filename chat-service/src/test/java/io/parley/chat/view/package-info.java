/// Tests of this feature.
@NullMarked
package io.parley.chat.view;

import org.jspecify.annotations.NullMarked;
