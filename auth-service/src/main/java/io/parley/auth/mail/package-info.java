/// Letters to users: written and sent behind a bounded queue, over SMTP or into a directory.
@NullMarked
package io.parley.auth.mail;

import org.jspecify.annotations.NullMarked;
