/// OpenID providers that the operator trusts: what is set for each, its discovery document and
/// keys, and what counts of the tokens that it signs (OpenID Connect Core 1.0, RFC 8414, RFC 8725,
/// RFC 9068).
@NullMarked
package io.parley.auth.federated.provider;

import org.jspecify.annotations.NullMarked;
