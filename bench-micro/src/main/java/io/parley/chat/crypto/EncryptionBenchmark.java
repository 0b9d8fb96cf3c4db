package io.parley.chat.crypto;

import io.parley.common.id.ConversationId;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What encryption at rest adds to a message: its body is sealed and its content fingerprinted
/// before it is stored, and opened again for everyone who reads it from the store. The key is in
/// memory. In this package because only the store makes [ConversationKeys].
@State(Scope.Thread)
public class EncryptionBenchmark {

  private static final String KEY =
      "u7Hq2Zk9Wc4Nf1Xy8Rb3Tm6Pa:3f1d9f2e-5b1c-4d38-9a51-7a0c2f4be613";

  @Param({"64", "1024"})
  public int bytes;

  private final ConversationKeys keys =
      new ConversationKeys(
          new ConversationId("g5mQ0c8wXJ2n1Lr7TtYk3BzVa"), (short) 1, Aead.randomKey());
  private byte[] body = {};
  private byte[] sealed = {};

  @Setup
  public void write() {
    body = new byte[bytes];
    sealed = seal();
  }

  @Benchmark
  public byte[] seal() {
    return keys.seal(KEY, ConversationKeys.ORIGINAL, body);
  }

  @Benchmark
  public byte[] open() {
    return keys.open(KEY, ConversationKeys.ORIGINAL, sealed);
  }

  @Benchmark
  public byte[] fingerprint() {
    return keys.fingerprint(body);
  }
}
