/// Real stores for tests, on any machine: the ones of the environment, else containers, else the
/// ones that Parley brings along, always over their real wire protocols and never a mock.
///
/// Each is started once a JVM, when the first test asks for it, and says on standard output which
/// it is. The drivers are the caller's business: this package hands out addresses.
@NullMarked
package io.parley.testing;

import org.jspecify.annotations.NullMarked;
