/// The gateway: the one door that clients know. It decides where a request goes and refuses what it
/// can judge itself; it serves nothing but the web client's files and the API documents, and trusts
/// nobody's word about who a caller is.
@NullMarked
package io.parley.gateway;

import org.jspecify.annotations.NullMarked;
