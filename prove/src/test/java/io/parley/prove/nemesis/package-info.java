@NullMarked
package io.parley.prove.nemesis;

import org.jspecify.annotations.NullMarked;
