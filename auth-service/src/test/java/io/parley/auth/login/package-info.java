@NullMarked
package io.parley.auth.login;

import org.jspecify.annotations.NullMarked;
