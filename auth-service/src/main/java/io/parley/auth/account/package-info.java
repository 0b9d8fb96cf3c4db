/// Users and their accounts: what a name may look like, who has which, what others see of them.
@NullMarked
package io.parley.auth.account;

import org.jspecify.annotations.NullMarked;
