package io.parley.auth.secret;

import io.parley.edge.setting.Secrets;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// The master key that wraps, and those that may still have wrapped something: the earlier ones, or
/// the next one while replicas that have it already run beside replicas that do not.
@Component
public final class KnownMasterKeys {

  private static final String OTHERS = "PARLEY_AUTH_EARLIER_MASTER_KEYS";

  private final MasterKey current;
  private final List<MasterKey> others;
  private final Randomness random;

  @Autowired
  KnownMasterKeys(MasterKey current, Secrets secrets, Randomness random) {
    this(current, others(secrets), random);
  }

  public KnownMasterKeys(MasterKey current, List<MasterKey> others, Randomness random) {
    this.current = current;
    this.others = List.copyOf(others);
    this.random = random;
  }

  public MasterKey current() {
    return current;
  }

  /// What wraps now.
  public KeyWrap wrap() {
    return new KeyWrap(current, random);
  }

  /// What opens a secret that was wrapped under the key of this fingerprint.
  ///
  /// @throws IllegalStateException when that key is not among those known
  public KeyWrap opener(String fingerprint, String label) {
    if (current.fingerprint().equals(fingerprint)) {
      return wrap();
    }
    return others.stream()
        .filter(key -> key.fingerprint().equals(fingerprint))
        .findFirst()
        .map(key -> new KeyWrap(key, random))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    label
                        + ": wrapped by master key "
                        + fingerprint
                        + " (expected: that of PARLEY_AUTH_MASTER_KEY or one of "
                        + OTHERS
                        + ")"));
  }

  private static List<MasterKey> others(Secrets secrets) {
    var keys = new ArrayList<MasterKey>();
    secrets.masterKeys(OTHERS).forEach(key -> keys.add(new MasterKey(key)));
    return keys;
  }
}
