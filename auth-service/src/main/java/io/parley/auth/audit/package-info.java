/// What happened to whom, by whom: one entry a security event, in the store for administrators and
/// as a line for those who watch. Nothing here changes an entry, and nothing removes one but its
/// age. Never a secret.
@NullMarked
package io.parley.auth.audit;

import org.jspecify.annotations.NullMarked;
