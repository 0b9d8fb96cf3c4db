package io.parley.prove.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/// Harms pub/sub on the way to and from Redis; everything else passes. One for all connections of a
/// proxy.
///
/// A swallowed publish goes to a channel that nobody listens to instead, so that its answer keeps
/// its place among those of the pipelined commands around it: the publisher sees a success.
public final class PubSubFaults implements Filter {

  private static final Set<String> PUBLISHES = Set.of("PUBLISH", "SPUBLISH");
  private static final Set<String> DELIVERIES = Set.of("message", "smessage", "pmessage");
  private static final String NOBODY = "prove:nobody";

  private final Random random;
  private final LongAdder swallowed = new LongAdder();
  private final LongAdder doubled = new LongAdder();
  private final LongAdder delayed = new LongAdder();
  private volatile double swallow;
  private volatile double twice;
  private volatile double late;
  private volatile Duration latest = Duration.ZERO;
  private volatile Predicate<String> victims = _ -> false;

  public PubSubFaults(Random random) {
    this.random = random;
  }

  /// This share of publishes, 0 to 1, reaches nobody.
  public void swallow(double share) {
    swallow = share;
  }

  /// Publishes to such channels reach nobody.
  public void swallowAll(Predicate<String> channels) {
    victims = channels;
  }

  /// This share of deliveries, 0 to 1, comes twice.
  public void doubling(double share) {
    twice = share;
  }

  /// This share of deliveries, 0 to 1, comes up to so much later, and others overtake it.
  public void reorder(double share, Duration upTo) {
    latest = upTo;
    late = share;
  }

  public long swallowed() {
    return swallowed.sum();
  }

  public long doubled() {
    return doubled.sum();
  }

  public long delayed() {
    return delayed.sum();
  }

  @Override
  public void request(ByteBuf message, Link link) {
    var words = Resp.words(message, 2);
    if (words.size() == 2
        && PUBLISHES.contains(words.getFirst().toUpperCase(Locale.ROOT))
        && (chance(swallow) || victims.test(words.getLast()))) {
      swallowed.increment();
      message.release();
      link.toServer(toNobody(words.getFirst()));
    } else {
      link.toServer(message);
    }
  }

  @Override
  public void reply(ByteBuf message, Link link) {
    if (!isDelivery(message)) {
      link.toClient(message);
      return;
    }
    if (chance(twice)) {
      doubled.increment();
      link.toClientLater(message.copy(), someTime());
    }
    if (chance(late)) {
      delayed.increment();
      link.toClientLater(message, someTime());
    } else {
      link.toClient(message);
    }
  }

  private boolean isDelivery(ByteBuf message) {
    if (twice == 0 && late == 0) {
      return false;
    }
    var words = Resp.words(message, 1);
    return !words.isEmpty() && DELIVERIES.contains(words.getFirst());
  }

  private boolean chance(double share) {
    return share > 0 && random.nextDouble() < share;
  }

  private Duration someTime() {
    return Duration.ofMillis(1 + random.nextLong(Math.max(1, latest.toMillis())));
  }

  private static ByteBuf toNobody(String command) {
    var text =
        "*3\r\n$%d\r\n%s\r\n$%d\r\n%s\r\n$0\r\n\r\n"
            .formatted(command.length(), command, NOBODY.length(), NOBODY);
    return Unpooled.copiedBuffer(text, US_ASCII);
  }
}
