@NullMarked
package io.parley.gateway.node;

import org.jspecify.annotations.NullMarked;
