package io.parley.common.frame;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/// Reads and writes the frames of `parley.v1` without a tree in between. Stateless and thread-safe;
/// never blocks.
///
/// What is read is bounded, also in fields that are ignored: 100 levels, numbers of 1,000 digits,
/// names of 1 kB. No value is turned from one type into another. Of a field given twice the last
/// one counts.
public final class FrameCodec {

  private static final int DEPTH = 100;
  private static final int NUMBER_DIGITS = 1_000;
  private static final int NAME_BYTES = 1_024;
  private static final int FIRST_BUFFER_BYTES = 512;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(NUMBER_DIGITS)
                  .maxNameLength(NAME_BYTES)
                  .build())
          .build();

  private FrameCodec() {}

  /// Reads one frame. Never throws: what is wrong with the bytes is [Decoded.Bad].
  ///
  /// @param utf8 one whole text frame; the caller has made sure that it is UTF-8
  public static Decoded decode(byte[] utf8) {
    var fields = new FrameFields();
    try (var parser = JSON.createParser(ObjectReadContext.empty(), utf8)) {
      fields.read(parser);
      return new Decoded.Good(FrameReader.frame(fields));
    } catch (FrameFields.Refused refused) {
      return fields.bad(refused);
    } catch (JacksonException e) {
      return fields.bad(FrameFields.Refused.notReadable(e));
    }
  }

  /// The frame as one JSON object in UTF-8.
  public static byte[] encode(ServerFrame frame) {
    return written(generator -> FrameWriter.frame(generator, frame));
  }

  /// The `message` object of the protocol, as REST answers it.
  public static byte[] encode(MessageView message) {
    return written(
        generator -> {
          generator.writeStartObject();
          MessageWriter.fields(generator, message);
          generator.writeEndObject();
        });
  }

  /// Writes a frame as the next value, for answers that hold many.
  public static void write(JsonGenerator generator, ServerFrame frame) {
    FrameWriter.frame(generator, frame);
  }

  /// Writes a `message` object as the next value, for answers that hold many.
  public static void write(JsonGenerator generator, MessageView message) {
    generator.writeStartObject();
    MessageWriter.fields(generator, message);
    generator.writeEndObject();
  }

  static JsonFactory json() {
    return JSON;
  }

  private interface Writing {
    void to(JsonGenerator generator);
  }

  private static byte[] written(Writing writing) {
    try (var bytes = new ByteArrayBuilder(FIRST_BUFFER_BYTES)) {
      try (var generator = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
        writing.to(generator);
      }
      return bytes.toByteArray();
    }
  }
}
