package io.parley.prove.scenario;

import io.parley.common.id.ConversationId;
import io.parley.prove.client.Member;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/// What users do all the time: single messages, pipelined ones, volleys between two users who each
/// wait for the other's acknowledgement, resends, other content under a used id, and marks.
final class Load {

  static final int MESSAGES_A_SECOND = 50;
  private static final long TICK_NANOS = Duration.ofSeconds(1).toNanos() / MESSAGES_A_SECOND;
  private static final int PIPELINED = 6;
  private static final int VOLLEY = 6;

  private final Cast cast;
  private final Random random;
  private final Executor resending;
  private final AtomicInteger messages = new AtomicInteger();

  /// How many messages of the volley of a conversation are still to come.
  private final Map<ConversationId, AtomicInteger> volleys = new ConcurrentHashMap<>();

  Load(Cast cast, Random random, Executor resending) {
    this.cast = cast;
    this.random = random;
    this.resending = resending;
    cast.members().forEach(member -> member.onStored(this::playBack));
  }

  /// Returns when the time is over.
  void run(Duration time) throws InterruptedException {
    long begun = System.nanoTime();
    long end = begun + time.toNanos();
    long due = begun;
    while (due < end) {
      due += TICK_NANOS * step();
      long wait = due - System.nanoTime();
      if (wait > 0) {
        Thread.sleep(Duration.ofNanos(wait));
      }
    }
  }

  /// @return how many messages it was
  private int step() {
    var talk = one(cast.talks());
    var member = one(talk.members());
    int choice = random.nextInt(100);
    if (choice < 5) {
      return pipeline(talk, member);
    }
    if (choice < 10 && talk.members().size() == 2) {
      return volley(talk, member);
    }
    if (choice < 13) {
      resending.execute(() -> again(member, choice == 12));
      return 1;
    }
    if (choice < 25) {
      one(cast.members()).mark(random.nextBoolean());
    }
    send(talk.conversation(), member);
    return 1;
  }

  private int pipeline(Talk talk, Member member) {
    for (int i = 0; i < PIPELINED; i++) {
      send(talk.conversation(), member);
    }
    return PIPELINED;
  }

  private int volley(Talk talk, Member member) {
    volleys.put(talk.conversation(), new AtomicInteger(VOLLEY - 1));
    send(talk.conversation(), member);
    return VOLLEY;
  }

  /// The other one answers as soon as this one's message is acknowledged: through another node, and
  /// faster than any hint can be.
  private void playBack(Member member, ConversationId conversation) {
    var left = volleys.get(conversation);
    if (left == null || left.getAndDecrement() <= 0) {
      return;
    }
    cast.talks().stream()
        .filter(talk -> talk.conversation().equals(conversation))
        .flatMap(talk -> talk.members().stream())
        .filter(other -> other != member)
        .forEach(other -> send(conversation, other));
  }

  private void send(ConversationId conversation, Member member) {
    member.send(
        conversation,
        "message %d, %s".formatted(messages.incrementAndGet(), member.account().name()));
  }

  private static void again(Member member, boolean otherContent) {
    try {
      member.sendAgain(otherContent);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
