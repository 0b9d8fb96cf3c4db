/// What every bus has to do, on each of them.
@NullMarked
package io.parley.chat.delivery.bus;

import org.jspecify.annotations.NullMarked;
