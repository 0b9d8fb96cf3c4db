/// Support for tests of the whole node, and the rules of its packages.
@NullMarked
package io.parley.chat;

import org.jspecify.annotations.NullMarked;
