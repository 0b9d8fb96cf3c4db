/// Sockets: what a session says and gets, and how long it lives. The features below know nothing of
/// this package.
@NullMarked
package io.parley.chat.socket;

import org.jspecify.annotations.NullMarked;
