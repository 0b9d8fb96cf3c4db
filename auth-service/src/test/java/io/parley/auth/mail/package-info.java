@NullMarked
package io.parley.auth.mail;

import org.jspecify.annotations.NullMarked;
