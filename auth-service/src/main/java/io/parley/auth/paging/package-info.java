/// How lists are read page by page (protocol, section 1).
@NullMarked
package io.parley.auth.paging;

import org.jspecify.annotations.NullMarked;
