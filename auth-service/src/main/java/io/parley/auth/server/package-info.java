/// The routes of a team's own backend, which proves itself by the server key.
@NullMarked
package io.parley.auth.server;

import org.jspecify.annotations.NullMarked;
