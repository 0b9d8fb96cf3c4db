/// The two closed catalogues of what can go wrong: problems (RFC 9457) that an answer or a frame
/// names, and close codes that end a socket. Nothing else may be said to a client.
@NullMarked
package io.parley.common.problem;

import org.jspecify.annotations.NullMarked;
