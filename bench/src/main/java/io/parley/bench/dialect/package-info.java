/// How Parley and the peers that it is compared with are spoken to.
@NullMarked
package io.parley.bench.dialect;

import org.jspecify.annotations.NullMarked;
