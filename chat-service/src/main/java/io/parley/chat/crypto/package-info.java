/// Encryption at rest. Every body that the log stores is sealed with AES-256-GCM under a data key
/// of its conversation; data keys are stored wrapped by a master key that the operator holds. A
/// body opens only at the place it was sealed for, so swapping two of them fails. What tells equal
/// content from changed content is an HMAC under a key that only this service can derive, never a
/// plain hash.
@NullMarked
package io.parley.chat.crypto;

import org.jspecify.annotations.NullMarked;
