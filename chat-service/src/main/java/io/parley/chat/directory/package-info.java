/// Which users there are, as auth-service knows them.
@NullMarked
package io.parley.chat.directory;

import org.jspecify.annotations.NullMarked;
