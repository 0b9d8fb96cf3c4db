/// Whether the platform can serve, in one answer for load balancers and people.
@NullMarked
package io.parley.gateway.health;

import org.jspecify.annotations.NullMarked;
