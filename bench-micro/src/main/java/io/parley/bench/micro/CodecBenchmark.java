package io.parley.bench.micro;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.parley.common.frame.Decoded;
import io.parley.common.frame.FrameCodec;
import io.parley.common.frame.ServerFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What a node reads and writes for every message that a client sends: its `send`, the `message`
/// that all members get, encoded once, and the `ack` to the sender.
@State(Scope.Thread)
public class CodecBenchmark {

  private static final long SEQUENCE = 12_345;

  private final byte[] send =
      """
      {"type":"send","ref":"17","conversation":"%s","clientMessageId":"%s","text":"%s"}"""
          .formatted(Sample.CONVERSATION.value(), Sample.CLIENT_MESSAGE.value(), Sample.TEXT)
          .getBytes(UTF_8);
  private final ServerFrame message = Sample.message(SEQUENCE);
  private final ServerFrame ack = Sample.ack(SEQUENCE);

  @Benchmark
  public Decoded decodeSend() {
    return FrameCodec.decode(send);
  }

  @Benchmark
  public byte[] encodeMessage() {
    return FrameCodec.encode(message);
  }

  @Benchmark
  public byte[] encodeAck() {
    return FrameCodec.encode(ack);
  }
}
