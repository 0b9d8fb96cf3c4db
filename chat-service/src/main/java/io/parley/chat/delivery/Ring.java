package io.parley.chat.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.parley.common.id.SessionId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The last events of a feed, so that most resumes need no store. Bounded in events and bytes;
/// grows as it is used. They outlive every young generation, so they lie in one circle of bytes and
/// are no objects: each the length of its origin (a byte), its origin, its frame. Not thread-safe.
final class Ring {

  static final int EVENTS = 128;
  static final int BYTES = 256 * 1024;

  private static final int FIRST_EVENTS = 4;
  private static final int FIRST_BYTES = 1024;
  private static final byte[] NOBODY = {};

  /// Their sizes, oldest first from [#first] on, and around. A power of two, as the circle's.
  private int[] sizes = {};

  private int first;
  private int count;

  private byte[] circle = {};
  private int begin;
  private int used;

  /// The sequence of the newest.
  private long last;

  private final ArrayDeque<Receipt> receipts = new ArrayDeque<>(1);

  /// Takes in the event that follows the newest.
  ///
  /// @param answered its origin has its `ack`, so that nobody needs its receipt any more
  void add(Passage passage, boolean answered) {
    var origin = passage.origin() == null ? NOBODY : passage.origin().value().getBytes(US_ASCII);
    var frame = passage.frame().bytes();
    var size = 1 + origin.length + frame.length;
    while (count > 0 && (count == EVENTS || used + size > BYTES)) {
      forgetOldest();
    }
    last = passage.sequence();
    if (size > BYTES) {
      return;
    }
    makeRoom(size);
    sizes[(first + count++) & (sizes.length - 1)] = size;
    write(new byte[] {(byte) origin.length});
    write(origin);
    write(frame);
    if (passage.receipt() != null && !answered) {
      receipts.add(passage.receipt());
    }
  }

  void clear() {
    count = 0;
    used = 0;
    receipts.clear();
  }

  /// Whether everything after a position is here, given the position of the feed.
  boolean holdsAllAfter(long position, long feedPosition) {
    return position == feedPosition || (count > 0 && oldest() <= position + 1);
  }

  /// Everything after a position that is here, as what sessions get.
  void forEachAfter(long position, Consumer<Passage> action) {
    var at = begin;
    for (int i = 0; i < count; i++) {
      var size = sizes[(first + i) & (sizes.length - 1)];
      var sequence = oldest() + i;
      if (sequence > position) {
        action.accept(passage(sequence, read(at, size)));
      }
      at += size;
    }
  }

  private Passage passage(long sequence, byte[] event) {
    var frame = 1 + Byte.toUnsignedInt(event[0]);
    var origin = frame == 1 ? null : new SessionId(new String(event, 1, frame - 1, US_ASCII));
    var bytes = Arrays.copyOfRange(event, frame, event.length);
    return new Passage(sequence, Outgoing.durable(bytes), origin, null, receipt(sequence), null);
  }

  private @Nullable Receipt receipt(long sequence) {
    for (var receipt : receipts) {
      if (receipt.sequence() == sequence) {
        return receipt;
      }
    }
    return null;
  }

  private long oldest() {
    return last - count + 1;
  }

  private void forgetOldest() {
    if (!receipts.isEmpty() && receipts.element().sequence() == oldest()) {
      receipts.remove();
    }
    begin = (begin + sizes[first]) & (circle.length - 1);
    used -= sizes[first];
    first = (first + 1) & (sizes.length - 1);
    count--;
  }

  private void makeRoom(int size) {
    if (count == sizes.length) {
      var more = new int[Math.max(FIRST_EVENTS, 2 * count)];
      for (int i = 0; i < count; i++) {
        more[i] = sizes[(first + i) & (sizes.length - 1)];
      }
      sizes = more;
      first = 0;
    }
    if (used + size > circle.length) {
      var more = new byte[Math.max(FIRST_BYTES, Integer.highestOneBit(used + size - 1) << 1)];
      System.arraycopy(read(begin, used), 0, more, 0, used);
      circle = more;
      begin = 0;
    }
  }

  private void write(byte[] bytes) {
    var at = (begin + used) & (circle.length - 1);
    var straight = Math.min(bytes.length, circle.length - at);
    System.arraycopy(bytes, 0, circle, at, straight);
    System.arraycopy(bytes, straight, circle, 0, bytes.length - straight);
    used += bytes.length;
  }

  private byte[] read(int from, int length) {
    var bytes = new byte[length];
    if (length > 0) {
      var at = from & (circle.length - 1);
      var straight = Math.min(length, circle.length - at);
      System.arraycopy(circle, at, bytes, 0, straight);
      System.arraycopy(circle, 0, bytes, straight, length - straight);
    }
    return bytes;
  }
}
