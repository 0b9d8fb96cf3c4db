/// What a password must be, and its Argon2id hash, computed off the event loop behind a bounded
/// queue.
@NullMarked
package io.parley.auth.password;

import org.jspecify.annotations.NullMarked;
