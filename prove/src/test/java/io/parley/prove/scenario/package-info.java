@NullMarked
package io.parley.prove.scenario;

import org.jspecify.annotations.NullMarked;
