package io.parley.embedded;

import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/// The keys of a unique index, ordered as MongoDB orders values. In the file: the number of values,
/// then for each its BSON type and the value.
final class IndexKeyType extends BasicDataType<KeyValue> {

  /// No BSON type: the field is not in the document.
  private static final byte MISSING = 0x7A;

  private static final int VALUE_BYTES = 48;
  private static final ValueComparator ORDER = ValueComparator.ascWithoutListHandling();

  @Override
  public int compare(KeyValue one, KeyValue other) {
    int common = Math.min(one.size(), other.size());
    for (int i = 0; i < common; i++) {
      int order = order(one.get(i), other.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(one.size(), other.size());
  }

  /// Texts, which most keys are, without asking for their types first.
  private static int order(@Nullable Object one, @Nullable Object other) {
    return one instanceof String text && other instanceof String otherText
        ? text.compareTo(otherText)
        : ORDER.compare(one, other);
  }

  @Override
  public int getMemory(KeyValue key) {
    int sum = 0;
    for (Object value : key) {
      sum += VALUE_BYTES + (value instanceof String text ? text.length() : 0);
    }
    return sum;
  }

  @Override
  public void write(WriteBuffer target, KeyValue key) {
    ByteBuf bytes = Unpooled.buffer();
    bytes.writeByte(key.size());
    for (Object value : key) {
      if (value instanceof Missing) {
        bytes.writeByte(MISSING);
      } else {
        byte type = BsonEncoder.determineType(value);
        bytes.writeByte(type);
        BsonEncoder.encodeValue(type, value, bytes);
      }
    }
    target.put(bytes.nioBuffer());
  }

  @Override
  public KeyValue read(ByteBuffer source) {
    ByteBuf bytes = Unpooled.wrappedBuffer(source.slice());
    int size = bytes.readByte();
    List<Object> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      byte type = bytes.readByte();
      values.add(type == MISSING ? Missing.getInstance() : BsonDecoder.decodeValue(type, bytes));
    }
    source.position(source.position() + bytes.readerIndex());
    return new KeyValue(values);
  }

  @Override
  public KeyValue[] createStorage(int size) {
    return new KeyValue[size];
  }
}
