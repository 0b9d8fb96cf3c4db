@NullMarked
package io.parley.auth;

import org.jspecify.annotations.NullMarked;
