/// How much one user or one address may ask for, over all gateways together. The count is in Redis;
/// without Redis each gateway counts for itself, since a platform that stops because its counter is
/// away has turned a limit into an outage.
@NullMarked
package io.parley.gateway.limit;

import org.jspecify.annotations.NullMarked;
