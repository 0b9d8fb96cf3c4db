/// One line a security event, for those who watch: who logged in, who was refused and why. Never a
/// secret.
@NullMarked
package io.parley.auth.audit;

import org.jspecify.annotations.NullMarked;
