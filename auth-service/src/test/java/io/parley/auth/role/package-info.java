@NullMarked
package io.parley.auth.role;

import org.jspecify.annotations.NullMarked;
