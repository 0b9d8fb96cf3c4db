@NullMarked
package io.parley.prove.cluster;

import org.jspecify.annotations.NullMarked;
