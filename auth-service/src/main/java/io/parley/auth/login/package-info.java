/// Logins: one sign-in of a user with its rotating refresh token, its end, and the word of it to
/// everyone.
@NullMarked
package io.parley.auth.login;

import org.jspecify.annotations.NullMarked;
