package io.parley.chat.delivery;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.parley.chat.log.Relay;
import io.parley.chat.log.Relayed;
import io.parley.chat.log.Tally;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.SessionId;
import io.parley.common.id.UserId;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The bytes of a [BusMessage]: one byte for its kind, its fields in order, the frame as the rest.
/// A short text is a byte for its length and ASCII; of a missing one the length is 0.
final class BusCodec {

  private static final byte STORED = 1;
  private static final byte REACHED = 2;
  private static final byte PASSING = 3;
  private static final byte JOINED = 4;
  private static final byte REMOVED = 5;

  private static final int LONGEST_TEXT = 255;

  /// A sequence and the tally there.
  private static final int POSITION_BYTES = 4 * Long.BYTES;

  private BusCodec() {}

  static byte[] encode(BusMessage message) {
    return switch (message) {
      case BusMessage.Stored it -> {
        var from = text(it.from().value());
        var origin = text(it.origin() == null ? "" : it.origin().value());
        var reader = text(it.reader() == null ? "" : it.reader().value());
        var relayed = bytes(it.relayed());
        int length =
            5
                + POSITION_BYTES
                + from.length
                + origin.length
                + reader.length
                + relayed.length
                + it.frame().length;
        var buffer = put(ByteBuffer.allocate(length).put(STORED), from);
        position(buffer, it.sequence(), it.tally());
        yield put(put(put(buffer, origin), reader), relayed).put(it.frame()).array();
      }
      case BusMessage.Reached it ->
          position(ByteBuffer.allocate(1 + POSITION_BYTES).put(REACHED), it.sequence(), it.tally())
              .array();
      case BusMessage.Passing it -> {
        var buffer = new Texts(PASSING);
        buffer.add(it.from().value());
        buffer.add(it.nature().name());
        buffer.add(it.key());
        buffer.add(it.height().delivered());
        buffer.add(it.height().read());
        buffer.add(it.exceptUser() == null ? "" : it.exceptUser().value());
        buffer.add(it.exceptSession() == null ? "" : it.exceptSession().value());
        yield buffer.with(it.frame());
      }
      case BusMessage.Joined it -> {
        var buffer = new Texts(JOINED);
        buffer.add(it.from().value());
        buffer.add(it.conversation().value());
        yield buffer.with(ByteBuffer.allocate(Long.BYTES).putLong(it.sequence()).array());
      }
      case BusMessage.Removed it -> {
        var buffer = new Texts(REMOVED);
        buffer.add(it.from().value());
        buffer.add(it.conversation().value());
        buffer.add(it.reason());
        yield buffer.with(new byte[0]);
      }
    };
  }

  /// @return null for bytes that are no message, such as those of a later version
  static @Nullable BusMessage decode(byte[] bytes) {
    var buffer = ByteBuffer.wrap(bytes);
    try {
      return switch (buffer.get()) {
        case STORED ->
            new BusMessage.Stored(
                new NodeId(read(buffer)),
                buffer.getLong(),
                tally(buffer),
                session(read(buffer)),
                user(read(buffer)),
                written(bytes(buffer)),
                rest(buffer));
        case REACHED -> new BusMessage.Reached(buffer.getLong(), tally(buffer));
        case PASSING ->
            new BusMessage.Passing(
                new NodeId(read(buffer)),
                Nature.valueOf(read(buffer)),
                read(buffer),
                new Height(buffer.getLong(), buffer.getLong()),
                user(read(buffer)),
                session(read(buffer)),
                rest(buffer));
        case JOINED ->
            new BusMessage.Joined(
                new NodeId(read(buffer)), ConversationId.of(read(buffer)), buffer.getLong());
        case REMOVED ->
            new BusMessage.Removed(
                new NodeId(read(buffer)), ConversationId.of(read(buffer)), read(buffer));
        default -> null;
      };
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return null;
    }
  }

  /// Nothing of an event that nobody gave away.
  private static byte[] bytes(Relay.@Nullable Written relayed) {
    if (relayed == null) {
      return new byte[0];
    }
    var giver = text(relayed.relayed().giver().value());
    var key = text(relayed.key());
    var buffer = ByteBuffer.allocate(2 + 2 * Long.BYTES + giver.length + key.length);
    put(buffer.putLong(relayed.relayed().number()).putLong(relayed.at().toEpochMilli()), giver);
    return put(buffer, key).array();
  }

  private static Relay.@Nullable Written written(byte[] bytes) {
    if (bytes.length == 0) {
      return null;
    }
    var buffer = ByteBuffer.wrap(bytes);
    long number = buffer.getLong();
    var at = Instant.ofEpochMilli(buffer.getLong());
    var giver = new NodeId(read(buffer));
    return new Relay.Written(new Relayed(giver, number), read(buffer), at);
  }

  private static final class Texts {

    private final ByteBuffer buffer =
        ByteBuffer.allocate(1 + 5 * (LONGEST_TEXT + 1) + 2 * Long.BYTES);

    Texts(byte kind) {
      buffer.put(kind);
    }

    void add(String value) {
      put(buffer, text(value));
    }

    void add(long value) {
      buffer.putLong(value);
    }

    byte[] with(byte[] rest) {
      return ByteBuffer.allocate(buffer.position() + rest.length)
          .put(buffer.flip())
          .put(rest)
          .array();
    }
  }

  private static ByteBuffer position(ByteBuffer to, long sequence, Tally tally) {
    return to.putLong(sequence)
        .putLong(tally.messages())
        .putLong(tally.joins())
        .putLong(tally.leaves());
  }

  private static Tally tally(ByteBuffer from) {
    return new Tally(from.getLong(), from.getLong(), from.getLong());
  }

  private static byte[] text(String value) {
    var bytes = value.getBytes(US_ASCII);
    if (bytes.length > LONGEST_TEXT) {
      throw new IllegalArgumentException(
          "text: " + bytes.length + " bytes (expected: at most " + LONGEST_TEXT + ")");
    }
    return bytes;
  }

  private static ByteBuffer put(ByteBuffer to, byte[] bytes) {
    return to.put((byte) bytes.length).put(bytes);
  }

  private static String read(ByteBuffer buffer) {
    return new String(bytes(buffer), US_ASCII);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    var bytes = new byte[Byte.toUnsignedInt(buffer.get())];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] rest(ByteBuffer buffer) {
    var bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static @Nullable SessionId session(String value) {
    return value.isEmpty() ? null : new SessionId(value);
  }

  private static @Nullable UserId user(String value) {
    return value.isEmpty() ? null : new UserId(value);
  }
}
