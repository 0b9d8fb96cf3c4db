@NullMarked
package io.parley.edge.redis;

import org.jspecify.annotations.NullMarked;
