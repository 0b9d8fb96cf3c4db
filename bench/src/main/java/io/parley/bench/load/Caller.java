package io.parley.bench.load;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.parley.bench.talk.Answers;
import io.parley.bench.talk.Lane;
import io.parley.bench.talk.Stamp;
import io.parley.bench.talk.Tally;
import io.parley.bench.talk.Turn;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// One user's socket. Used on its event loop.
final class Caller extends SimpleChannelInboundHandler<WebSocketFrame> {

  private static final String BODY = "The quick brown fox jumps over the lazy dog";

  private final Dialect dialect;
  private final Tally tally;
  private final CompletableFuture<Caller> ready = new CompletableFuture<>();
  private final long begun = System.nanoTime();
  private final Answers answers;
  private volatile long openingNanos;
  private @Nullable Channel channel;
  private @Nullable String end;

  Caller(Dialect dialect, Tally tally, EventLoop loop) {
    this.dialect = dialect;
    this.tally = tally;
    this.answers = new Answers(loop, tally, this::flush);
  }

  /// Completes when the user may send; by an error when the socket could not be opened.
  CompletableFuture<Caller> ready() {
    return ready;
  }

  /// How long it took from the first packet until the user might send.
  long openingNanos() {
    return openingNanos;
  }

  /// Why the socket is no longer open; null while it is.
  @Nullable String end() {
    return end;
  }

  /// The user's turn in a room.
  Turn turn(Room room) {
    return new Seat(
        this, new Lane((lane, due) -> write(room, lane, due)), room.members().size() - 1);
  }

  private record Seat(Caller caller, Lane lane, int receivers) implements Turn {

    @Override
    public void send(long due) {
      lane.send(due);
    }

    @Override
    public void flush() {
      caller.flush();
    }

    @Override
    public boolean isQuiet() {
      return lane.isQuiet();
    }
  }

  private void write(Room room, Lane lane, long due) {
    answers.expect(lane, due);
    write(dialect.send(room, Stamp.of(due), BODY));
  }

  private void write(String text) {
    var to = channel;
    if (to != null) {
      to.write(new TextWebSocketFrame(ByteBufUtil.writeUtf8(to.alloc(), text)), to.voidPromise());
    }
  }

  void flush() {
    var to = channel;
    if (to != null) {
      to.flush();
    }
  }

  void close() {
    var to = channel;
    if (to != null) {
      to.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
    switch (frame) {
      case TextWebSocketFrame text -> hear(text);
      case CloseWebSocketFrame close -> end = "closed by the server with " + close.statusCode();
      default -> {}
    }
  }

  private void hear(TextWebSocketFrame frame) {
    var text = frame.content();
    var heard = dialect.hear(text);
    switch (heard) {
      case GREETED, PINGED -> reply(heard);
      case READY -> {
        openingNanos = System.nanoTime() - begun;
        ready.complete(this);
      }
      case MESSAGE -> delivered(Stamp.read(text));
      case ACK -> answers.acknowledged(Stamp.read(text));
      case REFUSED -> answers.refused(Stamp.read(text), dialect.pauseMillis(text));
      case OTHER -> {}
    }
  }

  private void delivered(long due) {
    if (!answers.isOwn(due)) {
      tally.delivered(due);
    }
  }

  private void reply(Dialect.Heard heard) {
    var text = dialect.reply(heard);
    if (text != null) {
      write(text);
      flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail("the connection ended");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause.toString());
    context.close();
  }

  void fail(String reason) {
    if (end == null) {
      end = reason;
    }
    ready.completeExceptionally(new IllegalStateException(end));
  }
}
