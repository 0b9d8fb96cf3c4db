/// `./parley demo`: people and conversations to look at, written through the public API with the
/// server key as a team's own backend would, so it runs against any Parley that answers. A second
/// run changes nothing.
@NullMarked
package io.parley.standalone.demo;

import org.jspecify.annotations.NullMarked;
