@NullMarked
package io.parley.edge.http;

import org.jspecify.annotations.NullMarked;
