package io.parley.bench.mixed;

import io.parley.bench.deed.Asker;
import io.parley.bench.deed.Timings;
import io.parley.bench.load.Sockets;
import io.parley.bench.talk.Talk;

/// What all persons share.
record Surroundings(
    Sockets sockets, Talk talk, Asker asker, Timings timings, Sightings sightings) {}
