package io.parley.chat.delivery.bus;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Mono;

/// The connections of a bus, in one of the ways that Redis offers: [PlainLine] or [ShardedLine]. No
/// method blocks; all may be called by any thread. What arrives, and what was lost, is told to
/// [RedisBus.Incoming].
interface Line {

  /// Each command is on its way at the call; only the waiting for its answer is the caller's.
  ///
  /// @return completes when all of them are heard, errors when one of them is refused
  Mono<Void> subscribe(List<String> channels);

  /// Whether Redis confirmed the channel, and nothing ended that since.
  boolean hears(String channel);

  void unsubscribe(Collection<String> channels);

  /// A full queue and a lost connection drop the message.
  void publish(String channel, byte[] message);

  /// Asks something of every connection that listens, so that one which died shows it.
  void probe();

  /// How long nothing at all was heard.
  Duration silence();

  void close();
}
