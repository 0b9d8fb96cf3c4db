@NullMarked
package io.parley.prove.fault;

import org.jspecify.annotations.NullMarked;
