package io.parley.chat;

import io.parley.chat.crypto.CryptoSettings;
import io.parley.chat.log.LogSettings;
import io.parley.chat.pending.PendingSettings;
import io.parley.chat.socket.setting.SocketSettings;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The settings of a chat node; each comes from the environment variable that `chat-service.yml`
/// names.
///
/// @param store how long the document store may take
/// @param limits what a user may do
/// @param crypto the master key
/// @param log how messages are stored
/// @param socket what a socket may do
/// @param pending what is noted for those who are away
@ConfigurationProperties("parley.chat")
public record ChatSettings(
    @DefaultValue Store store,
    @DefaultValue Limits limits,
    @DefaultValue CryptoSettings crypto,
    @DefaultValue LogSettings log,
    @DefaultValue SocketSettings socket,
    @DefaultValue PendingSettings pending) {

  /// @param connect to reach the store, and to find its primary
  /// @param write how long a majority may take to confirm a write (`wtimeout`)
  /// @param answer for one call, after which its outcome is unknown
  public record Store(
      @DefaultValue("2s") Duration connect,
      @DefaultValue("3s") Duration write,
      @DefaultValue("4s") Duration answer) {}

  /// Of each, 0 switches the limit off.
  ///
  /// @param sendsPerSecond sends of a user over all nodes, in the long run
  /// @param sendsBurst sends of a user at once
  /// @param conversationsPerHour new conversations of a user over all nodes
  /// @param textBytes size of a message's text in UTF-8
  /// @param customBytes size of a message's `custom` object as JSON
  /// @param mentions users that one message may mention
  public record Limits(
      @DefaultValue("10") int sendsPerSecond,
      @DefaultValue("50") int sendsBurst,
      @DefaultValue("100") int conversationsPerHour,
      @DefaultValue("16384") int textBytes,
      @DefaultValue("4096") int customBytes,
      @DefaultValue("50") int mentions) {

    public Limits {
      notNegative("PARLEY_LIMIT_SENDS_PER_SECOND", sendsPerSecond);
      notNegative("PARLEY_LIMIT_SENDS_BURST", sendsBurst);
      notNegative("PARLEY_LIMIT_CONVERSATIONS_PER_HOUR", conversationsPerHour);
      notNegative("PARLEY_LIMIT_TEXT_BYTES", textBytes);
      notNegative("PARLEY_LIMIT_CUSTOM_BYTES", customBytes);
      notNegative("PARLEY_LIMIT_MENTIONS", mentions);
    }

    private static void notNegative(String name, int value) {
      if (value < 0) {
        throw new IllegalArgumentException(
            name + ": " + value + " (expected: 0, which switches it off, or more)");
      }
    }
  }
}
