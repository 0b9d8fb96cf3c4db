package io.parley.chat.limit;

import io.parley.chat.ChatSettings;
import java.time.Duration;

/// What is limited, each a bucket of tokens a user.
public enum Limit {
  SENDS("send", "sends") {
    @Override
    Rate rate(ChatSettings.Limits limits) {
      return new Rate(limits.sendsPerSecond(), Duration.ofSeconds(1), limits.sendsBurst());
    }
  },
  NEW_CONVERSATIONS("conversation", "new conversations") {
    @Override
    Rate rate(ChatSettings.Limits limits) {
      var hourly = limits.conversationsPerHour();
      return new Rate(hourly, Duration.ofHours(1), hourly);
    }
  };

  private final String key;
  private final String words;

  Limit(String key, String words) {
    this.key = key;
    this.words = words;
  }

  abstract Rate rate(ChatSettings.Limits limits);

  String key() {
    return key;
  }

  String words() {
    return words;
  }
}
