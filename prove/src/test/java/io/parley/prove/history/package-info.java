@NullMarked
package io.parley.prove.history;

import org.jspecify.annotations.NullMarked;
