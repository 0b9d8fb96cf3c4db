/// Finding users, all of them, not only those online.
@NullMarked
package io.parley.auth.directory;

import org.jspecify.annotations.NullMarked;
