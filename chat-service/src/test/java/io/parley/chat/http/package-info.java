/// Tests of this feature.
@NullMarked
package io.parley.chat.http;

import org.jspecify.annotations.NullMarked;
