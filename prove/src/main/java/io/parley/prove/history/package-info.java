/// What happened in a run, written down as it happened: the only thing that the checker knows.
/// Every record says what a recorder writes and when; times are nanoseconds of one monotonic clock
/// ([Recorder#now()]), so that "before" means before in the real world.
///
/// Two habits keep a verdict honest. What a client asks for is written **before** its first byte
/// leaves; what it is answered is written **after** the last byte came. Then a violation is never
/// made up by the recorder: it can only make an interval longer, and so hide one.
@NullMarked
package io.parley.prove.history;

import org.jspecify.annotations.NullMarked;
