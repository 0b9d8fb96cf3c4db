package io.parley.prove.check.fact;

import io.parley.common.id.ClientMessageId;
import io.parley.common.id.UserId;
import io.parley.prove.history.CallEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A send with its answers.
public final class Call {

  /// What makes two sends of one conversation the same message.
  public record Key(UserId sender, ClientMessageId clientMessageId) {}

  private final CallEntry.Sent sent;
  private final List<CallEntry.Acked> acks = new ArrayList<>(1);
  private final List<CallEntry.Refused> refusals = new ArrayList<>(0);

  Call(CallEntry.Sent sent) {
    this.sent = sent;
  }

  void add(CallEntry.Acked ack) {
    acks.add(ack);
  }

  void add(CallEntry.Refused refusal) {
    refusals.add(refusal);
  }

  public CallEntry.Sent sent() {
    return sent;
  }

  public Key key() {
    return new Key(sent.user(), sent.clientMessageId());
  }

  /// In the order in which they came; more than one is a server that repeats itself.
  public List<CallEntry.Acked> acks() {
    return acks;
  }

  public Optional<CallEntry.Acked> ack() {
    return acks.stream().findFirst();
  }

  public Optional<CallEntry.Refused> refusal() {
    return refusals.stream().findFirst();
  }

  /// Whether the server said that this call stores nothing, and the client may not expect otherwise
  /// when it is sent again unchanged.
  public boolean refusedForGood() {
    return acks.isEmpty()
        && refusals.stream()
            .anyMatch(
                refusal ->
                    switch (refusal.problem()) {
                      case TRY_AGAIN, RATE_LIMITED, INTERNAL -> false;
                      default -> true;
                    });
  }
}
