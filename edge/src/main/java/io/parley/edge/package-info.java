/// What every service does alike at its HTTP edge: who calls, may they call at all, and how a
/// refusal looks. A service imports [EdgeConfiguration] and takes a [Caller] as controller
/// argument; auth-service, which owns keys and logins, imports the parts and brings its own
/// [io.parley.edge.token.KeySource] and [LoginState].
@NullMarked
package io.parley.edge;

import org.jspecify.annotations.NullMarked;
