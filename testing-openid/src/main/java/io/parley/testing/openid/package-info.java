/// A real OpenID provider for tests, in a process of its own.
@NullMarked
package io.parley.testing.openid;

import org.jspecify.annotations.NullMarked;
