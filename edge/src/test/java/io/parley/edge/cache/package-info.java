@NullMarked
package io.parley.edge.cache;

import org.jspecify.annotations.NullMarked;
