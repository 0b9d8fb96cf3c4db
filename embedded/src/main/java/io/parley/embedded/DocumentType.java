package io.parley.embedded;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import org.h2.mvstore.WriteBuffer;
import org.h2.mvstore.type.BasicDataType;
import org.jspecify.annotations.Nullable;

/// Documents in the file as they came over the wire: BSON.
final class DocumentType extends BasicDataType<Document> {

  /// What a field or value takes beside its content, roughly; it steers the size of pages and of
  /// the cache.
  private static final int OVERHEAD_BYTES = 48;

  @Override
  public int getMemory(Document document) {
    return memory(document);
  }

  @Override
  public void write(WriteBuffer target, Document document) {
    ByteBuf bytes = Unpooled.buffer();
    BsonEncoder.encodeDocument(document, bytes);
    target.put(bytes.nioBuffer());
  }

  @Override
  public Document read(ByteBuffer source) {
    ByteBuf bytes = Unpooled.wrappedBuffer(source.slice());
    Document document = BsonDecoder.decodeBson(bytes);
    source.position(source.position() + bytes.readerIndex());
    return document;
  }

  @Override
  public Document[] createStorage(int size) {
    return new Document[size];
  }

  private static int memory(@Nullable Object value) {
    return switch (value) {
      case String text -> OVERHEAD_BYTES + text.length();
      case BinData data -> OVERHEAD_BYTES + data.getData().length;
      case Map<?, ?> fields -> {
        int sum = OVERHEAD_BYTES;
        for (Object field : fields.values()) {
          sum += OVERHEAD_BYTES + memory(field);
        }
        yield sum;
      }
      case Collection<?> items -> {
        int sum = OVERHEAD_BYTES;
        for (Object item : items) {
          sum += memory(item);
        }
        yield sum;
      }
      case null, default -> OVERHEAD_BYTES;
    };
  }
}
