/// The provider itself: Spring Authorization Server, with accounts made up on the spot.
@NullMarked
package io.parley.testing.openid.provider;

import org.jspecify.annotations.NullMarked;
