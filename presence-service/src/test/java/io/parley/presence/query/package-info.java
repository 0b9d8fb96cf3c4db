/// Questions over HTTP.
@NullMarked
package io.parley.presence.query;

import org.jspecify.annotations.NullMarked;
