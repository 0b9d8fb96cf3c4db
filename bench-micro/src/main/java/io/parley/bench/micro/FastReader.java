package io.parley.bench.micro;

import io.parley.chat.delivery.Outgoing;
import io.parley.chat.delivery.Receipt;
import io.parley.chat.delivery.Recipient;
import io.parley.chat.socket.wire.Outbox;
import io.parley.common.id.ConversationId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import reactor.core.publisher.Mono;

/// A session whose socket takes every frame at once. Counts them.
final class FastReader implements Recipient {

  private final SessionId id;
  private final UserId user;
  private final Outbox outbox = new Outbox(OutboxBenchmark.MOST_FRAMES, OutboxBenchmark.MOST_BYTES);
  private long got;

  FastReader(SessionId id) {
    this.id = id;
    this.user = new UserId("user-of-" + id.value());
  }

  @Override
  public SessionId session() {
    return id;
  }

  @Override
  public UserId user() {
    return user;
  }

  @Override
  public void offer(Outgoing frame) {
    outbox.offer(frame);
    if (outbox.poll() != null) {
      got++;
    }
  }

  @Override
  public void offerSoon(Outgoing frame) {
    offer(frame);
  }

  @Override
  public boolean stored(Receipt receipt) {
    return true;
  }

  @Override
  public boolean acked(ConversationId conversation, long sequence) {
    return false;
  }

  @Override
  public Mono<Void> room() {
    return outbox.room();
  }

  long got() {
    return got;
  }
}
