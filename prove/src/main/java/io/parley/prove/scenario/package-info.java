/// `./parley prove`: starts a cluster, puts load on it, attacks it, lets it rest, reads everything,
/// and has the history judged.
@NullMarked
package io.parley.prove.scenario;

import org.jspecify.annotations.NullMarked;
