/// What an operator may set about sockets.
@NullMarked
package io.parley.chat.socket.setting;

import org.jspecify.annotations.NullMarked;
