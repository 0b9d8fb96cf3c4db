/// Does to a running cluster what happens to clusters: kills, pauses and restarts its processes,
/// takes its stores away, loses their answers, cuts its clients off. Which, when and to whom comes
/// from a seed; each fault is written into the history with its beginning and its end.
@NullMarked
package io.parley.prove.nemesis;

import org.jspecify.annotations.NullMarked;
