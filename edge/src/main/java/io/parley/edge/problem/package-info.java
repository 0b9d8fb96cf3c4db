/// Renders every error of a service as `application/problem+json` (RFC 9457), those of the
/// framework included.
@NullMarked
package io.parley.edge.problem;

import org.jspecify.annotations.NullMarked;
