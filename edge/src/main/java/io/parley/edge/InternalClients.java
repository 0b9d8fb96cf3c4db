package io.parley.edge;

import io.netty.channel.ChannelOption;
import io.parley.edge.http.RequestContext;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.http.codec.json.JacksonJsonDecoder;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/// Clients for calls between services: one bounded pool, time limits, the request's id passed on. A
/// full pool and a late answer are errors of the call; nothing is retried here.
public final class InternalClients implements DisposableBean {

  private static final int CONNECTIONS = 64;
  private static final int WAITING = 1024;
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 4 * 1024 * 1024;

  private final ConnectionProvider pool =
      ConnectionProvider.builder("parley-internal")
          .maxConnections(CONNECTIONS)
          .pendingAcquireMaxCount(WAITING)
          .pendingAcquireTimeout(CONNECT)
          .maxIdleTime(Duration.ofSeconds(20))
          .build();

  private final JsonMapper json;

  public InternalClients(JsonMapper json) {
    this.json = json;
  }

  /// A client without credentials.
  public WebClient plain(String baseUrl) {
    return builder(baseUrl).build();
  }

  /// A client that shows this service's token.
  public WebClient authorized(String baseUrl, ServiceTokens tokens) {
    return builder(baseUrl).filter(tokens).build();
  }

  @Override
  public void destroy() {
    pool.dispose();
  }

  private WebClient.Builder builder(String baseUrl) {
    var http =
        HttpClient.create(pool)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis())
            .responseTimeout(ANSWER);
    return WebClient.builder()
        .baseUrl(baseUrl)
        .clientConnector(new ReactorClientHttpConnector(http))
        .codecs(
            codecs -> {
              codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER_BYTES);
              codecs.defaultCodecs().jacksonJsonDecoder(new JacksonJsonDecoder(json));
              codecs.defaultCodecs().jacksonJsonEncoder(new JacksonJsonEncoder(json));
            })
        .filter(InternalClients::withRequestId);
  }

  private static Mono<ClientResponse> withRequestId(ClientRequest request, ExchangeFunction next) {
    return Mono.deferContextual(
        context -> {
          var id = RequestContext.requestId(context);
          return next.exchange(
              id.equals("-")
                  ? request
                  : ClientRequest.from(request)
                      .header(RequestContext.REQUEST_ID_HEADER, id)
                      .build());
        });
  }
}
