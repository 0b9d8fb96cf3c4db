/// All services in one JVM, for `./parley run`: assembly, no logic.
///
/// Each service is a Spring context of its own with its own configuration name; they share the
/// event loops and nothing else, and meet over loopback HTTP, Redis and MongoDB exactly as separate
/// processes do.
@NullMarked
package io.parley.standalone;

import org.jspecify.annotations.NullMarked;
