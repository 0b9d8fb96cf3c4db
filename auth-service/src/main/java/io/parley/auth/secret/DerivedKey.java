package io.parley.auth.secret;

import io.parley.edge.ProblemException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// A key for one purpose that follows from the root when it is first used: components take theirs
/// when they are made, and the root comes from the store later.
final class DerivedKey extends SecretKeySpec {

  private static final long serialVersionUID = 1;

  private final transient Derivation derivation;
  private transient volatile byte @Nullable [] known;

  /// How the key is worked out.
  interface Derivation {

    /// Null while the root is not there.
    byte @Nullable [] bytes();
  }

  DerivedKey(String algorithm, Derivation derivation) {
    super(new byte[1], algorithm);
    this.derivation = derivation;
  }

  /// @throws ProblemException `try-again` while the root is not there
  @Override
  public byte[] getEncoded() {
    var bytes = known;
    if (bytes == null) {
      bytes = derivation.bytes();
      known = bytes;
    }
    if (bytes == null) {
      throw ProblemException.tryAgain("The service is still starting");
    }
    return bytes.clone();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }

  private void writeObject(ObjectOutputStream out) throws NotSerializableException {
    throw new NotSerializableException("a key stays in this process");
  }
}
