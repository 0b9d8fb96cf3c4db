/// What browsers need to be told, and what they tell: security headers, CORS.
@NullMarked
package io.parley.gateway.browser;

import org.jspecify.annotations.NullMarked;
