@NullMarked
package io.parley.auth.federated.provider;

import org.jspecify.annotations.NullMarked;
