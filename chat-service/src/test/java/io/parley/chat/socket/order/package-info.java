/// Order and limits of what a session sends.
@NullMarked
package io.parley.chat.socket.order;

import org.jspecify.annotations.NullMarked;
