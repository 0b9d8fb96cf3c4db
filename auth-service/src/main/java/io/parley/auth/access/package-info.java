/// The routes by which people come and go: sign-up, login, refresh, logout, profile and password.
@NullMarked
package io.parley.auth.access;

import org.jspecify.annotations.NullMarked;
