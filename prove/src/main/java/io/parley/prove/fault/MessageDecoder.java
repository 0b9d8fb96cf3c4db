package io.parley.prove.fault;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/// Cuts a stream of bytes into messages.
final class MessageDecoder extends ByteToMessageDecoder {

  private static final int MONGO_HEADER = 16;

  private final Framing framing;

  MessageDecoder(Framing framing) {
    this.framing = framing;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int length = length(in);
    if (length > 0 && length <= in.readableBytes()) {
      out.add(in.readRetainedSlice(length));
    }
  }

  private int length(ByteBuf in) {
    return switch (framing) {
      case BYTES -> in.readableBytes();
      case RESP -> Resp.end(in, in.readerIndex()) - in.readerIndex();
      case MONGO -> in.readableBytes() < MONGO_HEADER ? 0 : in.getIntLE(in.readerIndex());
    };
  }
}
