/// What the REST routes of all features share: pages and their cursors, query parameters, the
/// problems behind the log's errors.
@NullMarked
package io.parley.chat.http;

import org.jspecify.annotations.NullMarked;
