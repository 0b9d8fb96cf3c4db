/// The settings of the gateway.
@NullMarked
package io.parley.gateway.setting;

import org.jspecify.annotations.NullMarked;
