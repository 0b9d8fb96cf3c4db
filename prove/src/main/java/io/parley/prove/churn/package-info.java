/// `./parley churn`: opens and closes sockets by the thousand, and then counts what is left of them
/// in every process. D23 of the promises: nothing leaks.
@NullMarked
package io.parley.prove.churn;

import org.jspecify.annotations.NullMarked;
