/// Conversations and who belongs to them: creation, members and roles, what each may do, and how a
/// conversation looks to one of its members. Membership after creation is an event of the log; the
/// documents here are its projection.
@NullMarked
package io.parley.chat.conversation;

import org.jspecify.annotations.NullMarked;
