@NullMarked
package io.parley.gateway.file;

import org.jspecify.annotations.NullMarked;
