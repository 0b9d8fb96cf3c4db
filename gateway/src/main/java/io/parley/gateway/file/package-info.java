/// Files that the gateway serves itself: the web client and the API documents, from the class path.
@NullMarked
package io.parley.gateway.file;

import org.jspecify.annotations.NullMarked;
