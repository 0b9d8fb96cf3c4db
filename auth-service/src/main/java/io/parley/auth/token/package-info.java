/// The signing keys, kept wrapped in the store, and the tokens made with them.
@NullMarked
package io.parley.auth.token;

import org.jspecify.annotations.NullMarked;
