package io.parley.auth.role;

import io.parley.auth.AuthSettings;
import io.parley.edge.setting.SettingMissing;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/// The roles of this platform: three that Parley itself goes by, and those that the operator
/// defines in `PARLEY_ROLES` for an application of theirs, which only reads them in tokens.
///
/// | role | is |
/// |---|---|
/// | `user` | everyone who signed up |
/// | `moderator` | may see who there is, and disable users |
/// | `admin` | may do everything under `/api/admin` |
@Component
public final class Roles {

  public static final String USER = "user";
  public static final String MODERATOR = "moderator";
  public static final String ADMIN = "admin";

  private static final Set<String> OWN = Set.of(USER, MODERATOR, ADMIN);
  private static final Set<String> NEVER_CHOSEN = Set.of(MODERATOR, ADMIN);
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private final Set<String> defined;
  private final List<String> registrable;
  private final boolean anyForBackends;

  /// @throws SettingMissing when a role has no valid name, or one that may be chosen at sign-up is
  ///   not defined or gives rights over others
  Roles(AuthSettings settings) {
    var further = named(settings.roles());
    this.anyForBackends = further.isEmpty();
    this.defined = all(further);
    this.registrable = named(settings.selfRegistrableRoles());
    for (var role : registrable) {
      check(role);
    }
  }

  /// All of them, sorted.
  public List<String> defined() {
    return defined.stream().sorted().toList();
  }

  public boolean isDefined(String role) {
    return defined.contains(role);
  }

  /// Whether whoever signs up may have it by asking.
  public boolean isRegistrable(String role) {
    return registrable.contains(role);
  }

  /// Those that may be had by asking, in the order of the setting.
  public List<String> registrable() {
    return registrable;
  }

  /// Whether a team's own backend may give it: never `admin`; of the others those that are defined,
  /// or any that has a valid name while the operator defines none.
  public boolean isForBackends(String role) {
    return !role.equals(ADMIN)
        && (isDefined(role) || (anyForBackends && NAME.matcher(role).matches()));
  }

  private static Set<String> all(List<String> further) {
    var all = new LinkedHashSet<>(OWN);
    for (var role : further) {
      if (!NAME.matcher(role).matches()) {
        throw new SettingMissing(
            "PARLEY_ROLES holds \"" + role + "\" (expected: 1 to 32 of [a-z0-9-], a letter first)");
      }
      all.add(role);
    }
    return Set.copyOf(all);
  }

  private void check(String role) {
    if (NEVER_CHOSEN.contains(role)) {
      throw new SettingMissing(
          "PARLEY_SELF_REGISTRABLE_ROLES holds " + role + ", which nobody may give themselves");
    }
    if (!isDefined(role)) {
      throw new SettingMissing(
          "PARLEY_SELF_REGISTRABLE_ROLES holds \""
              + role
              + "\", which PARLEY_ROLES does not define (expected: of "
              + defined()
              + ")");
    }
  }

  private static List<String> named(List<String> roles) {
    return roles.stream().map(String::strip).filter(r -> !r.isEmpty()).toList();
  }
}
