/// A history put in order: what belongs to one call, one session, one conversation, and which
/// faults were at work. Built once, in one pass, and only read by the rules.
@NullMarked
package io.parley.prove.check.fact;

import org.jspecify.annotations.NullMarked;
