/// Choosing a new password without the old one, by a letter to the address of the account.
@NullMarked
package io.parley.auth.reset;

import org.jspecify.annotations.NullMarked;
