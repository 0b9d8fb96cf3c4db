@NullMarked
package io.parley.auth.confirm;

import org.jspecify.annotations.NullMarked;
