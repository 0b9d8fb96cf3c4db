/// What administrators and moderators do with other people's accounts, and what administrators read
/// about it. Everything here is below `/api/admin`.
///
/// | may | administrator | moderator |
/// |---|---|---|
/// | list, search and read users | with addresses | without, and not search by them |
/// | disable and enable, see and end logins | everyone | who is neither moderator nor administrator |
/// | give and take roles | yes | no |
/// | read the audit log | yes | no |
@NullMarked
package io.parley.auth.admin;

import org.jspecify.annotations.NullMarked;
