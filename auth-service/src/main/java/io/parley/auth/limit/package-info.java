/// How often something may happen: counted in Redis over all replicas, in this process alone while
/// Redis is away.
@NullMarked
package io.parley.auth.limit;

import org.jspecify.annotations.NullMarked;
