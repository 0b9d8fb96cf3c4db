package io.parley.chat.delivery;

import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import reactor.core.publisher.Mono;

/// A session, as delivery sees it. Its methods are called while a feed is locked: they must not
/// block, throw, or call delivery.
public interface Recipient {

  SessionId session();

  UserId user();

  /// Takes a frame in, or lets it go as its [Nature] says. Frames of [Nature#DURABLE] leave in the
  /// order of the calls; when there is no room for one, the session ends.
  void offer(Outgoing frame);

  /// The same for what many get at one time: it may wait a moment for more of its kind.
  void offerSoon(Outgoing frame);

  /// An event that this session sent itself is stored and its turn has come: when the `ack` is not
  /// on its way, it has to be before any frame that is offered after this call.
  ///
  /// @return false when the session was told instead that it could not be stored, or that nobody
  ///   knows: then it has to get the event like everyone else
  boolean stored(Receipt receipt);

  /// Whether this session sent the event at that place itself and had its `ack`. Need not be known
  /// of events before the conversation went live for it.
  boolean acked(ConversationId conversation, long sequence);

  /// Completes when there is room for a page of frames; never when the session has ended.
  Mono<Void> room();
}
