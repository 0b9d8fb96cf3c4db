/// Mutants of the delivery core, on a cluster inside this JVM: each breaks one thing that the core
/// does right, and the prover's checker has to find it in what clients see.
@NullMarked
package io.parley.chat.mutant;

import org.jspecify.annotations.NullMarked;
