package io.parley.gateway.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.parley.common.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/// The last word on every answer of this process, whoever made it: the given headers are on it,
/// headers that tell what runs here are not, and an answer of the HTTP server itself, as to a
/// request that is no HTTP, gets a problem body.
@Sharable
final class AnswerHeaders extends ChannelOutboundHandlerAdapter {

  private static final String REQUEST_ID = "X-Request-Id";
  private static final List<String> TELLING =
      List.of("Server", "X-Powered-By", "Via", "X-Parley-Node");

  private final Map<String, String> always;

  AnswerHeaders(Map<String, String> always) {
    this.always = Map.copyOf(always);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof HttpResponse response
        && response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
      ctx.write(completed(response), promise);
    } else {
      ctx.write(message, promise);
    }
  }

  private HttpResponse completed(HttpResponse response) {
    var answer = isOfServer(response) ? withProblem((FullHttpResponse) response) : response;
    TELLING.forEach(answer.headers()::remove);
    always.forEach((name, value) -> answer.headers().set(name, value));
    return answer;
  }

  /// Whatever passed WebFlux has a request id.
  private static boolean isOfServer(HttpResponse response) {
    return response instanceof FullHttpResponse full
        && response.status().code() >= ProblemType.INVALID.status()
        && !response.headers().contains(REQUEST_ID)
        && !full.content().isReadable();
  }

  private static FullHttpResponse withProblem(FullHttpResponse response) {
    var type = response.status().code() >= 500 ? ProblemType.INTERNAL : ProblemType.INVALID;
    var body =
        """
        {"type":"%s","title":"%s","status":%d,"detail":"%s"}"""
            .formatted(
                type.uri(),
                type.title(),
                response.status().code(),
                response.status().reasonPhrase());
    var bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
    var answer = new DefaultFullHttpResponse(response.protocolVersion(), response.status(), bytes);
    HttpHeaders headers = answer.headers().set(response.headers());
    headers
        .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
        .set(HttpHeaderNames.CONTENT_LENGTH, bytes.readableBytes())
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set(REQUEST_ID, HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    response.release();
    return answer;
  }
}
