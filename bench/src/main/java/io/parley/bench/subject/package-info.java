/// What is measured: a cluster of Parley and the peers beside it, each as processes of its own that
/// this package starts, places on processors and ends.
@NullMarked
package io.parley.bench.subject;

import org.jspecify.annotations.NullMarked;
