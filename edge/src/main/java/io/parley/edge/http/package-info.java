/// The plain HTTP side of every service: request ids, limits of bodies and of JSON, readiness,
/// where a request comes from.
@NullMarked
package io.parley.edge.http;

import org.jspecify.annotations.NullMarked;
