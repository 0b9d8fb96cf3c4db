@NullMarked
package io.parley.auth.secret;

import org.jspecify.annotations.NullMarked;
