/// Keys and forms of JWTs (RFC 7519, RFC 8725): which keys count, how a token must look before its
/// signature is worth checking, and how a service gets a token of its own.
@NullMarked
package io.parley.edge.token;

import org.jspecify.annotations.NullMarked;
