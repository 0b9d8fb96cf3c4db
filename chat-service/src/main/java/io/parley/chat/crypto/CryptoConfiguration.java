package io.parley.chat.crypto;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.parley.chat.ChatSettings;
import io.parley.edge.setting.SettingMissing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CryptoConfiguration {

  private static final String VARIABLE = "PARLEY_CHAT_MASTER_KEY";

  @Bean
  MasterKeys masterKeys(ChatSettings settings) {
    return masterKeys(settings.crypto());
  }

  @Bean
  DataKeys dataKeys(MongoDatabase store, MasterKeys masters, ChatSettings settings) {
    var crypto = settings.crypto();
    return new DataKeys(store, masters, crypto.answer(), crypto.remembered());
  }

  @Bean
  Rewrap rewrap(DataKeys keys, MasterKeys masters) {
    return new Rewrap(keys, masters);
  }

  /// @throws SettingMissing in one sentence when the key is missing or unusable
  static MasterKeys masterKeys(CryptoSettings settings) {
    var earlier =
        settings.earlierMasterKeys().stream()
            .filter(key -> !key.isBlank())
            .map(key -> decode("PARLEY_CHAT_EARLIER_MASTER_KEYS", key))
            .toList();
    return new MasterKeys(current(settings), earlier);
  }

  private static byte[] current(CryptoSettings settings) {
    if (!settings.masterKey().isBlank()) {
      return decode(VARIABLE, settings.masterKey());
    }
    if (settings.masterKeyFile().isBlank()) {
      throw new SettingMissing(
          VARIABLE
              + " is not set (expected: the secret, or "
              + VARIABLE
              + "_FILE with the path of its file)");
    }
    return decode(VARIABLE + "_FILE", content(settings.masterKeyFile()));
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw new SettingMissing(VARIABLE + "_FILE: " + file + " cannot be read", e);
    }
  }

  // The value itself is a secret and stays out of the message
  private static byte[] decode(String variable, String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.strip());
    } catch (IllegalArgumentException _) {
      throw new SettingMissing(variable + ": not base64 (expected: base64 of 32 bytes)");
    }
    if (key.length != Aead.KEY_BYTES) {
      throw new SettingMissing(variable + ": " + key.length + " bytes (expected: 32, as base64)");
    }
    return key;
  }
}
