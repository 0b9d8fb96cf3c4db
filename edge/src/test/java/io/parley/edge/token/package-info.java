@NullMarked
package io.parley.edge.token;

import org.jspecify.annotations.NullMarked;
