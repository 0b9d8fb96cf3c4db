/// OpenID providers for tests: a real one in a process of its own, one that lies when told to, and
/// the browser in which somebody logs in there.
@NullMarked
package io.parley.testing.openid;

import org.jspecify.annotations.NullMarked;
