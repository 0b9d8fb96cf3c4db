/// How this service speaks to MongoDB: majority writes with a time limit, bounded waiting, and what
/// the driver's errors mean to a client.
@NullMarked
package io.parley.auth.store;

import org.jspecify.annotations.NullMarked;
