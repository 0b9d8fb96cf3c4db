@NullMarked
package io.parley.gateway.connection;

import org.jspecify.annotations.NullMarked;
