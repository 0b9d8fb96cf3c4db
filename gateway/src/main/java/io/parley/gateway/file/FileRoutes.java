package io.parley.gateway.file;

import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// Answers GET and HEAD for files that exist; everything else is somebody else's path or nobody's.
@Configuration(proxyBeanMethods = false)
class FileRoutes {

  private static final String GZIP = "gzip";

  @Bean
  RouterFunction<ServerResponse> files(StaticFiles files) {
    return request -> Mono.justOrEmpty(handler(files, request));
  }

  private static @Nullable HandlerFunction<ServerResponse> handler(
      StaticFiles files, ServerRequest request) {
    var file = isRead(request.method()) ? files.at(request.path()) : null;
    return file == null ? null : asked -> send(asked, file);
  }

  private static Mono<ServerResponse> send(ServerRequest request, StaticFile file) {
    var packed = acceptsGzip(request) ? file.gzip() : null;
    var known = request.checkNotModified(file.tag());
    return known.switchIfEmpty(
        Mono.defer(
            () -> {
              var answer =
                  ServerResponse.ok()
                      .contentType(file.type())
                      .cacheControl(file.caching())
                      .eTag(file.tag())
                      .varyBy(HttpHeaders.ORIGIN, HttpHeaders.ACCEPT_ENCODING);
              return packed == null
                  ? answer.bodyValue(file.content())
                  : answer.header(HttpHeaders.CONTENT_ENCODING, GZIP).bodyValue(packed);
            }));
  }

  private static boolean acceptsGzip(ServerRequest request) {
    return request.headers().header(HttpHeaders.ACCEPT_ENCODING).stream()
        .anyMatch(value -> value.contains(GZIP));
  }

  private static boolean isRead(HttpMethod method) {
    return method == HttpMethod.GET || method == HttpMethod.HEAD;
  }
}
