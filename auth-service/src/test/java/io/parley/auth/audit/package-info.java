@NullMarked
package io.parley.auth.audit;

import org.jspecify.annotations.NullMarked;
