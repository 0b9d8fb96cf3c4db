/// What services and clients get to see of each other's headers.
@NullMarked
package io.parley.gateway.forward;

import org.jspecify.annotations.NullMarked;
