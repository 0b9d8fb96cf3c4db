package io.parley.bench.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/// One socket of the bare server. Used on its event loop.
final class BareSocket extends ChannelInboundHandlerAdapter {

  private static final String ENCODER = "wsencoder";
  private static final byte LINE = '\n';

  private final Channel channel;
  private final ChannelHandlerContext encoder;
  private final Rooms rooms;
  private boolean dirty;

  BareSocket(Channel channel, Rooms rooms) {
    this.channel = channel;
    this.encoder = channel.pipeline().context(ENCODER);
    this.rooms = rooms;
  }

  EventLoop loop() {
    return channel.eventLoop();
  }

  void welcome() {
    write(ServerFrame.of('w', new byte[0]));
    channel.read();
  }

  /// Writes a whole frame; flushed at the end of this pass of the loop.
  void write(ByteBuf frame) {
    encoder.write(frame, encoder.voidPromise());
    if (!dirty) {
      dirty = true;
      channel.eventLoop().execute(this::flush);
    }
  }

  private void flush() {
    dirty = false;
    channel.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (message instanceof TextWebSocketFrame frame) {
        take(frame.content());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void take(ByteBuf content) {
    int line = content.indexOf(content.readerIndex(), content.writerIndex(), LINE);
    var room = content.toString(content.readerIndex(), line - content.readerIndex(), UTF_8);
    var text = ByteBufUtil.getBytes(content, line + 1, content.writerIndex() - line - 1);
    write(ServerFrame.of('a', text));
    rooms.send(room, text, this);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    context.read();
  }
}
