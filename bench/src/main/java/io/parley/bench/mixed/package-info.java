/// A load of people who do all that a chat product lets them do: they type, send, mark what they
/// got and read, look whether others are there, go and come back, and read what was said before.
@NullMarked
package io.parley.bench.mixed;

import org.jspecify.annotations.NullMarked;
