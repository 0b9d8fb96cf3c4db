/// Tests of presence-service, and what they share: chat nodes that are not there, replicas with
/// short times, and someone who watches.
@NullMarked
package io.parley.presence;

import org.jspecify.annotations.NullMarked;
