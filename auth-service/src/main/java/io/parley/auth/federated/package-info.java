/// Logins and tokens that others vouch for: the way through a provider's login page and back, the
/// identities that belong to an account, and access tokens of other issuers made into Parley's own.
@NullMarked
package io.parley.auth.federated;

import org.jspecify.annotations.NullMarked;
