/// Marks: how far each member got and read. They only rise; what comes fast is written together.
@NullMarked
package io.parley.chat.mark;

import org.jspecify.annotations.NullMarked;
