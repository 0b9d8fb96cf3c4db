/// auth-service: accounts, passwords, logins, tokens and their keys. Everyone else trusts what it
/// signs and asks it what has ended.
@NullMarked
package io.parley.auth;

import org.jspecify.annotations.NullMarked;
