package io.parley.prove.fault;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBinaryReader;
import org.bson.BsonBinaryWriter;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.codecs.DecoderContext;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

/// An `OP_MSG` of the MongoDB wire protocol: a header of 16 bytes, flags, then sections, of which
/// kind 0 is the command or answer and kind 1 a list of documents that belongs into it.
///
/// @param body the command or answer, without the documents of the lists
/// @param documents of all lists
record StoreMessage(int id, int answers, BsonDocument body, List<BsonDocument> documents) {

  private static final int OP_MSG = 2013;
  private static final int ID = 4;
  private static final int ANSWERS = 8;
  private static final int OPERATION = 12;
  private static final int SECTIONS = 20;
  private static final int CHECKSUM_PRESENT = 1;
  private static final BsonDocumentCodec CODEC = new BsonDocumentCodec();

  static int id(ByteBuf message) {
    return message.getIntLE(message.readerIndex() + ID);
  }

  static int answers(ByteBuf message) {
    return message.getIntLE(message.readerIndex() + ANSWERS);
  }

  /// The name of the command, or null when it is something else.
  static @Nullable String command(ByteBuf message) {
    int at = message.readerIndex();
    if (message.getIntLE(at + OPERATION) != OP_MSG || message.getByte(at + SECTIONS) != 0) {
      return null;
    }
    int name = at + SECTIONS + 1 + Integer.BYTES + 1;
    int end = message.indexOf(name, message.writerIndex(), (byte) 0);
    return end < 0 ? null : message.toString(name, end - name, UTF_8);
  }

  /// @param message an `OP_MSG`; its indexes stay where they are
  static StoreMessage of(ByteBuf message) {
    int at = message.readerIndex();
    int end = message.writerIndex();
    if ((message.getIntLE(at + OPERATION + Integer.BYTES) & CHECKSUM_PRESENT) != 0) {
      end -= Integer.BYTES;
    }
    var body = new BsonDocument();
    var documents = new ArrayList<BsonDocument>();
    int section = at + SECTIONS;
    while (section < end) {
      byte kind = message.getByte(section++);
      int length = message.getIntLE(section);
      if (kind == 0) {
        body = document(message, section, length);
      } else {
        int first = message.indexOf(section + Integer.BYTES, end, (byte) 0) + 1;
        for (int next = first; next < section + length; next += message.getIntLE(next)) {
          documents.add(document(message, next, message.getIntLE(next)));
        }
      }
      section += length;
    }
    return new StoreMessage(id(message), answers(message), body, documents);
  }

  /// An answer to the command with this id.
  static ByteBuf answer(int id, BsonDocument body) {
    try (var bson = new BasicOutputBuffer();
        var writer = new BsonBinaryWriter(bson)) {
      CODEC.encode(writer, body, EncoderContext.builder().build());
      byte[] bytes = bson.toByteArray();
      int length = SECTIONS + 1 + bytes.length;
      return Unpooled.buffer(length)
          .writeIntLE(length)
          .writeIntLE(id)
          .writeIntLE(id)
          .writeIntLE(OP_MSG)
          .writeIntLE(0)
          .writeByte(0)
          .writeBytes(bytes);
    }
  }

  private static BsonDocument document(ByteBuf message, int from, int length) {
    var raw = new RawBsonDocument(ByteBufUtil.getBytes(message, from, length));
    try (var reader = new BsonBinaryReader(raw.getByteBuffer().asNIO())) {
      return CODEC.decode(reader, DecoderContext.builder().build());
    }
  }
}
