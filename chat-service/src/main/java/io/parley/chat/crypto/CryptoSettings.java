package io.parley.chat.crypto;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The settings of encryption at rest. Keys are base64 of 32 bytes each.
///
/// @param masterKey wraps data keys; `PARLEY_CHAT_MASTER_KEY`
/// @param masterKeyFile where it is read from when it is not given itself;
///   `PARLEY_CHAT_MASTER_KEY_FILE`
/// @param earlierMasterKeys those that were current before, until their data keys are wrapped anew;
///   `PARLEY_CHAT_EARLIER_MASTER_KEYS`
/// @param answer how long the store may take for one call
/// @param remembered conversations whose keys stay in memory
public record CryptoSettings(
    @DefaultValue("") String masterKey,
    @DefaultValue("") String masterKeyFile,
    @DefaultValue List<String> earlierMasterKeys,
    @DefaultValue("2s") Duration answer,
    @DefaultValue("50000") int remembered) {

  // Keys must not reach a log line
  @Override
  public String toString() {
    return "CryptoSettings[…]";
  }
}
