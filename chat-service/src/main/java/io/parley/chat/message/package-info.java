/// Messages: who may send, edit, delete and react, what content is valid, and history.
@NullMarked
package io.parley.chat.message;

import org.jspecify.annotations.NullMarked;
