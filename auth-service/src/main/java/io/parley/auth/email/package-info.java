/// The e-mail address of an account: proving it, and changing it for another.
@NullMarked
package io.parley.auth.email;

import org.jspecify.annotations.NullMarked;
