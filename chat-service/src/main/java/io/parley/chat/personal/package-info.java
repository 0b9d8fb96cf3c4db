/// What auth-service asks for on behalf of a user: that they leave everything, and all that is
/// theirs here.
@NullMarked
package io.parley.chat.personal;

import org.jspecify.annotations.NullMarked;
