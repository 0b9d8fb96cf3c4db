/// The platform as its callers see it, for the commands that are callers themselves.
@NullMarked
package io.parley.standalone.client;

import org.jspecify.annotations.NullMarked;
