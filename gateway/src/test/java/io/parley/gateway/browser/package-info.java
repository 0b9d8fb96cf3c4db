@NullMarked
package io.parley.gateway.browser;

import org.jspecify.annotations.NullMarked;
