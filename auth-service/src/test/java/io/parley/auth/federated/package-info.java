@NullMarked
package io.parley.auth.federated;

import org.jspecify.annotations.NullMarked;
