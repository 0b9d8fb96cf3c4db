@NullMarked
package io.parley.auth.limit;

import org.jspecify.annotations.NullMarked;
