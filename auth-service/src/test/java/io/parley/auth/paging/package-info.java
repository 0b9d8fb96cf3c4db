@NullMarked
package io.parley.auth.directory;

import org.jspecify.annotations.NullMarked;
