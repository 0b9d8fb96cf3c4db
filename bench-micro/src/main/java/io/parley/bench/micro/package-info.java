/// Micro-benchmarks of the steps that every message, delivery or request pays for, on the classes
/// that do them in production. They tell what a change of one step costs or saves; what a message
/// costs as a whole is for `io.parley.bench` to say.
@NullMarked
package io.parley.bench.micro;

import org.jspecify.annotations.NullMarked;
