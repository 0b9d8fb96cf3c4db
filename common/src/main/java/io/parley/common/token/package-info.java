/// Names and fixed values in the tokens of auth-service, which every service reads.
@NullMarked
package io.parley.common.token;

import org.jspecify.annotations.NullMarked;
