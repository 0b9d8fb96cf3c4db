/// Questions about presence: from clients, who see only their contacts, and from other services.
@NullMarked
package io.parley.presence.query;

import org.jspecify.annotations.NullMarked;
