package io.parley.auth.account;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.ne;

import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/// Which accounts to find; what is null or empty asks for any.
///
/// @param prefixes of the username or of words of the name, all of which must match
/// @param email how the address begins
/// @param role one that they have
/// @param disabled whether they are
public record AccountQuery(
    List<String> prefixes,
    @Nullable String email,
    @Nullable String role,
    @Nullable Boolean disabled) {

  Bson filter(@Nullable String after) {
    var filters = new ArrayList<Bson>();
    filters.add(eq("deletedAt", null));
    prefixes.forEach(prefix -> filters.add(elemMatch("terms", Accounts.startsWith(prefix))));
    if (email != null) {
      var beginning = Accounts.startsWith(AccountRules.emailKey(email));
      filters.add(new Document("emailKey", beginning));
    }
    if (role != null) {
      filters.add(eq("roles", role));
    }
    if (disabled != null) {
      filters.add(disabled ? ne("disabledAt", null) : eq("disabledAt", null));
    }
    if (after != null) {
      filters.add(gt("username", after));
    }
    return and(filters);
  }
}
