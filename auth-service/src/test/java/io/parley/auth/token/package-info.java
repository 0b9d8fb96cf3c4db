@NullMarked
package io.parley.auth.token;

import org.jspecify.annotations.NullMarked;
