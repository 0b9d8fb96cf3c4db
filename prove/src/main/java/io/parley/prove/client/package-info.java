/// Clients that behave as the protocol asks and write down everything they ask and are told: an
/// outbox of what is not acknowledged, positions to resume from, the close codes' meaning, and the
/// way to another gateway.
@NullMarked
package io.parley.prove.client;

import org.jspecify.annotations.NullMarked;
