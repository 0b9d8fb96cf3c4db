@NullMarked
package io.parley.prove.check;

import org.jspecify.annotations.NullMarked;
