/// Deleting one's own account: at once what tells who it was and what signs in by it, and in the
/// background what others keep.
@NullMarked
package io.parley.auth.removal;

import org.jspecify.annotations.NullMarked;
