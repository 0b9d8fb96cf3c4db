@NullMarked
package io.parley.auth.password;

import org.jspecify.annotations.NullMarked;
