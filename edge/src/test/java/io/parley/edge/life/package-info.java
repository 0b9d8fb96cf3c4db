@NullMarked
package io.parley.edge.life;

import org.jspecify.annotations.NullMarked;
