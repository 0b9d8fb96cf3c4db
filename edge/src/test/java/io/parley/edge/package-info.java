@NullMarked
package io.parley.edge;

import org.jspecify.annotations.NullMarked;
