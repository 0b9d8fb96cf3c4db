package io.parley.chat.socket.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.CharsetUtil;
import io.netty.util.ReferenceCountUtil;
import io.parley.common.problem.CloseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.NettyPipeline;

/// The one class that touches a socket's channel. It takes frames from the outbox as fast as the
/// channel takes them, past the encoder since they are whole, with one flush for all that are
/// there; and it puts the client's text frames together. Everything but [#wake], [#wakeSoon],
/// [#close], [#ping], [#resume] and the times is done on the channel's event loop.
public final class Wire extends ChannelInboundHandlerAdapter {

  private static final Logger log = LoggerFactory.getLogger(Wire.class);

  private static final String NAME = "parley.wire";
  private static final String DECODER = "wsdecoder";
  private static final String ENCODER = "wsencoder";

  private final Channel channel;

  /// What is written from here on is on the wire as it is.
  private final ChannelHandlerContext encoder;

  private final Outbox outbox;
  private final WireListener listener;
  private final int frameBytes;
  private final AtomicBoolean woken = new AtomicBoolean();
  private @Nullable ByteBuf parts;
  private boolean closing;
  private boolean lost;
  private boolean paused = true;
  private final ArrayDeque<byte[]> held = new ArrayDeque<>(1);

  /// When its flush window ends, while one is open. Belongs to [FlushWindows].
  long windowEnds;

  private volatile boolean windowOpen;

  /// Whether something waits that many get.
  private volatile boolean forMany;

  private volatile long heardAt = System.nanoTime();
  private volatile long stalledAt;

  private Wire(Channel channel, Outbox outbox, WireListener listener, int frameBytes) {
    this.channel = channel;
    this.encoder = channel.pipeline().context(ENCODER);
    this.outbox = outbox;
    this.listener = listener;
    this.frameBytes = frameBytes;
  }

  /// Takes a channel over right after its handshake, on its event loop. The client's frames wait
  /// until [#resume].
  public static Wire open(Channel channel, Outbox outbox, WireListener listener, int frameBytes) {
    var wire = new Wire(channel, outbox, listener, frameBytes);
    // The stock decoder would cut the line together with its close frame, which the client then may
    // never see
    var rules =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(frameBytes)
            .allowExtensions(false)
            .closeOnProtocolViolation(false)
            .build();
    channel.pipeline().replace(DECODER, DECODER, new WebSocket13FrameDecoder(rules));
    channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, NAME, wire);
    return wire;
  }

  /// Says from now on when the channel is closed, also when it is already.
  public void watch() {
    channel.closeFuture().addListener(_ -> end());
  }

  /// Completes when the channel is closed.
  public Mono<Void> whenClosed() {
    return Mono.create(sink -> channel.closeFuture().addListener(_ -> sink.success()));
  }

  /// There is something in the outbox.
  public void wake() {
    if (woken.compareAndSet(false, true)) {
      later(this::drain);
    }
  }

  /// There is something in the outbox that many get: it may wait until the flush window is over.
  public void wakeSoon() {
    forMany = true;
    if (!windowOpen) {
      wake();
    }
  }

  public void ping() {
    onLoop(
        () -> {
          if (!closing) {
            channel.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
          }
        });
  }

  /// Says goodbye after what was flushed, drops what was not, and closes when the client has
  /// answered or the grace is over.
  public void close(CloseCode code, Duration grace) {
    later(
        () -> {
          endWindow();
          startClosing(new CloseWebSocketFrame(code.code(), code.reason()), grace);
        });
  }

  /// The client's frames are read no more until [#resume]; those that were read already wait here.
  public void pause() {
    onLoop(() -> paused = !closing);
  }

  public void resume() {
    later(
        () -> {
          paused = false;
          while (!paused && !held.isEmpty()) {
            listener.text(held.remove());
          }
          if (!paused) {
            channel.read();
          }
        });
  }

  /// How long ago the client's last byte came.
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - heardAt);
  }

  /// How long the channel has taken nothing although there was something; zero when it does.
  public Duration stalled() {
    var since = stalledAt;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof WebSocketFrame frame) {
      try {
        take(frame);
      } finally {
        ReferenceCountUtil.release(frame);
      }
    } else {
      context.fireChannelRead(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    heardAt = System.nanoTime();
    if (!paused) {
      context.read();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    drain();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    var reason = cause.getCause() == null ? cause : cause.getCause();
    if (reason instanceof CorruptedWebSocketFrameException corrupted) {
      broken(codeOf(corrupted.closeStatus()));
    } else if (reason instanceof IOException) {
      context.close();
    } else {
      log.warn("a socket failed", cause);
      broken(CloseCode.INTERNAL_ERROR);
    }
  }

  private void take(WebSocketFrame frame) {
    heardAt = System.nanoTime();
    switch (frame) {
      case CloseWebSocketFrame close -> answerClose(close);
      case PingWebSocketFrame ping -> {
        if (!closing) {
          channel.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
        }
      }
      case PongWebSocketFrame _ -> {}
      case TextWebSocketFrame text -> takePart(text);
      case ContinuationWebSocketFrame part -> takePart(part);
      default -> broken(CloseCode.UNSUPPORTED_DATA);
    }
  }

  private void takePart(WebSocketFrame frame) {
    if (closing) {
      return;
    }
    var before = parts;
    if (before == null && frame.isFinalFragment()) {
      text(frame.content());
      return;
    }
    if (before == null) {
      before = channel.alloc().heapBuffer(frame.content().readableBytes() * 2);
      parts = before;
    }
    if (before.readableBytes() + frame.content().readableBytes() > frameBytes) {
      broken(CloseCode.TOO_BIG);
      return;
    }
    before.writeBytes(frame.content());
    if (frame.isFinalFragment()) {
      text(before);
      releaseParts();
    }
  }

  private void text(ByteBuf content) {
    if (!ByteBufUtil.isText(content, CharsetUtil.UTF_8)) {
      broken(CloseCode.BAD_DATA);
    } else if (paused) {
      held.add(ByteBufUtil.getBytes(content));
    } else {
      listener.text(ByteBufUtil.getBytes(content));
    }
  }

  private void broken(CloseCode code) {
    if (!closing) {
      listener.broken(code);
    }
  }

  private void drain() {
    woken.set(false);
    if (closing) {
      return;
    }
    var many = forMany;
    forMany = false;
    var frames = takeWhatFits();
    if (frames != null) {
      encoder.writeAndFlush(frames, encoder.voidPromise());
      outbox.tellRoom();
      if (many && !windowOpen) {
        windowOpen = true;
        FlushWindows.open(this, channel.eventLoop());
      }
    }
    noteStall();
  }

  /// What waited for the end of the flush window goes now.
  void endWindow() {
    if (windowOpen) {
      windowOpen = false;
      if (!outbox.isEmpty()) {
        drain();
      }
    }
  }

  /// Everything that is there, as one piece, until the channel would hold more than it wants to.
  private @Nullable ByteBuf takeWhatFits() {
    ByteBuf frames = null;
    long room = channel.bytesBeforeUnwritable();
    while (room > 0) {
      var next = outbox.poll();
      if (next == null) {
        break;
      }
      if (frames == null) {
        frames = LoopBuffer.take(channel, next.bytes().length);
      }
      frames.writeBytes(next.bytes());
      room -= next.bytes().length;
    }
    return frames;
  }

  private void noteStall() {
    if (channel.isWritable() || outbox.isEmpty()) {
      stalledAt = 0;
    } else if (stalledAt == 0) {
      stalledAt = System.nanoTime();
    }
  }

  private void answerClose(CloseWebSocketFrame close) {
    if (closing) {
      channel.close();
    } else {
      startClosing(close.retainedDuplicate(), Duration.ZERO);
    }
  }

  private void startClosing(CloseWebSocketFrame frame, Duration grace) {
    if (closing) {
      ReferenceCountUtil.release(frame);
      return;
    }
    closing = true;
    paused = false;
    held.clear();
    outbox.clear();
    var written = channel.writeAndFlush(frame);
    if (grace.isZero()) {
      written.addListener(ChannelFutureListener.CLOSE);
    } else {
      channel.read();
      channel.eventLoop().schedule(() -> channel.close(), grace.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void end() {
    if (!lost) {
      lost = true;
      closing = true;
      outbox.clear();
      releaseParts();
      listener.closed();
    }
  }

  private void releaseParts() {
    if (parts != null) {
      parts.release();
      parts = null;
    }
  }

  private void onLoop(Runnable action) {
    if (channel.eventLoop().inEventLoop()) {
      action.run();
    } else {
      later(action);
    }
  }

  /// Behind what the loop does now, so that all frames of one pass share a flush.
  private void later(Runnable action) {
    try {
      channel.eventLoop().execute(action);
    } catch (RejectedExecutionException e) {
      log.debug("the event loop has ended");
    }
  }

  private static CloseCode codeOf(WebSocketCloseStatus status) {
    if (status.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
      return CloseCode.TOO_BIG;
    }
    return status.equals(WebSocketCloseStatus.INVALID_PAYLOAD_DATA)
        ? CloseCode.BAD_DATA
        : CloseCode.PROTOCOL_ERROR;
  }
}
