@NullMarked
package io.parley.auth.paging;

import org.jspecify.annotations.NullMarked;
