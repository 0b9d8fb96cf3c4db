/// What goes wrong, and how: a TCP relay on loopback that harms what passes, with enough knowledge
/// of Redis and MongoDB to swallow a publish or to hold the answer to a write.
///
/// A hop is attacked by giving the client of it the address of a [FaultProxy] instead of the real
/// one. Everything random comes from a seed; which message meets which number depends on the timing
/// of the processes.
@NullMarked
package io.parley.prove.fault;

import org.jspecify.annotations.NullMarked;
