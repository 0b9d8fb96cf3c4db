@NullMarked
package io.parley.prove.client;

import org.jspecify.annotations.NullMarked;
