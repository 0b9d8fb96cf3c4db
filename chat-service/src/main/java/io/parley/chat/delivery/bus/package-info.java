/// The bus between chat nodes: at most once, in the order of one publisher at best, and never
/// waited for. What it loses, feeds repair from the store.
@NullMarked
package io.parley.chat.delivery.bus;

import org.jspecify.annotations.NullMarked;
