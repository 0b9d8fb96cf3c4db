/// What services tell each other over Redis. Each fact may be lost, so each has a slower way that
/// is certain: polling for revocations, whole lists for presence, a drain's deadline for gateways.
@NullMarked
package io.parley.common.bus;

import org.jspecify.annotations.NullMarked;
