/// The frames of the socket protocol `parley.v1`: one JSON object a text frame. What clients send
/// is [ClientFrame], what they get is [ServerFrame]; both are closed sets, read and written by a
/// streaming codec.
@NullMarked
package io.parley.common.frame;

import org.jspecify.annotations.NullMarked;
