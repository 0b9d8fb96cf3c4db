/// How a platform gets its first administrator.
@NullMarked
package io.parley.auth.bootstrap;

import org.jspecify.annotations.NullMarked;
