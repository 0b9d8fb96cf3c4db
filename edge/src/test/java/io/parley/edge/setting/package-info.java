@NullMarked
package io.parley.edge.setting;

import org.jspecify.annotations.NullMarked;
