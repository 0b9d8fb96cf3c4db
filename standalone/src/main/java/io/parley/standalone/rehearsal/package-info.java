/// What people do on a platform, played once after each build while the JVM records what it loads
/// and which methods are hot. A later start takes both from its cache: the first messages find
/// their classes linked, and the JIT need not count calls again before it compiles.
@NullMarked
package io.parley.standalone.rehearsal;

import org.jspecify.annotations.NullMarked;
