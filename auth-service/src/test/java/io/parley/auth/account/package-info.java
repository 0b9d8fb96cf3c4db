@NullMarked
package io.parley.auth.account;

import org.jspecify.annotations.NullMarked;
