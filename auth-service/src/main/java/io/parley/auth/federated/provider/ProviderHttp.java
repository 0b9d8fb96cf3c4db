package io.parley.auth.federated.provider;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.netty.channel.ChannelOption;
import io.parley.edge.ProblemException;
import java.net.URI;
import java.time.Duration;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/// Calls to providers: few connections, short waits, small answers, no redirect followed, nothing
/// retried. Addresses come from the operator and from a provider's own discovery document; none
/// from a request or a token.
@Component
final class ProviderHttp implements DisposableBean {

  private static final int CONNECTIONS = 16;
  private static final int WAITING = 128;
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration WHOLE = Duration.ofSeconds(5);
  private static final int MAX_ANSWER_BYTES = 256 * 1024;

  private final ConnectionProvider pool =
      ConnectionProvider.builder("parley-providers")
          .maxConnections(CONNECTIONS)
          .pendingAcquireMaxCount(WAITING)
          .pendingAcquireTimeout(CONNECT)
          .maxIdleTime(Duration.ofSeconds(20))
          .build();

  private final WebClient client;

  ProviderHttp(ProviderTrust trust) {
    var http =
        HttpClient.create(pool)
            .secure(to -> to.sslContext(trust.context()))
            .proxyWithSystemProperties()
            .followRedirect(false)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis());
    this.client =
        WebClient.builder()
            .clientConnector(new ReactorClientHttpConnector(http))
            .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_ANSWER_BYTES))
            .build();
  }

  /// The body of a document. Errors with `try-again` when there is no answer, or not this one.
  Mono<String> document(URI address) {
    return answered(
            client.get().uri(address).exchangeToMono(response -> response.toEntity(String.class)))
        .flatMap(
            answer -> {
              var body = answer.getBody();
              return answer.getStatusCode().value() == 200 && body != null
                  ? Mono.just(body)
                  : Mono.error(
                      new IllegalStateException(
                          address + " answered " + answer.getStatusCode().value()));
            })
        .onErrorMap(IllegalStateException.class, ProviderHttp::away);
  }

  /// The answer to a message of the protocol, of any status below 500. Errors with `try-again` when
  /// there is none.
  Mono<HTTPResponse> send(HTTPRequest request) {
    var spec =
        client
            .method(HttpMethod.valueOf(request.getMethod().name()))
            .uri(request.getURI())
            .headers(
                headers ->
                    request.getHeaderMap().forEach((name, values) -> headers.put(name, values)));
    var body = request.getBody();
    var sent = body == null ? spec : spec.bodyValue(body);
    return answered(sent.exchangeToMono(ProviderHttp::answer))
        .flatMap(
            response ->
                response.getStatusCode() >= 500
                    ? Mono.error(
                        away(new IllegalStateException("status " + response.getStatusCode())))
                    : Mono.just(response));
  }

  @Override
  public void destroy() {
    pool.dispose();
  }

  private static <T> Mono<T> answered(Mono<T> call) {
    return call.timeout(WHOLE)
        .onErrorMap(error -> !(error instanceof ProblemException), ProviderHttp::away);
  }

  private static ProblemException away(Throwable error) {
    return ProblemException.tryAgain("The OpenID provider does not answer right now", error);
  }

  private static Mono<HTTPResponse> answer(ClientResponse response) {
    return response
        .bodyToMono(String.class)
        .defaultIfEmpty("")
        .map(
            body -> {
              var answer = new HTTPResponse(response.statusCode().value());
              response
                  .headers()
                  .header(HttpHeaders.CONTENT_TYPE)
                  .forEach(type -> setType(answer, type));
              answer.setBody(body);
              return answer;
            });
  }

  /// Without a type that can be read the answer is none that the protocol knows, and is refused
  /// where it is parsed.
  private static void setType(HTTPResponse answer, String type) {
    try {
      answer.setContentType(type);
    } catch (ParseException e) {
      answer.setEntityContentType(null);
    }
  }
}
