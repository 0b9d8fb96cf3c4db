package io.parley.gateway.forward;

import io.parley.edge.http.RequestContext;
import org.springframework.cloud.gateway.filter.headers.HttpHeadersFilter;
import org.springframework.core.Ordered;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;

/// Takes out of a service's answer what the gateway says itself. An answer that says nothing about
/// caching is kept by nobody.
@Component
class AnswerFilter implements HttpHeadersFilter, Ordered {

  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public boolean supports(Type type) {
    return type == Type.RESPONSE;
  }

  @Override
  public HttpHeaders filter(HttpHeaders input, ServerWebExchange exchange) {
    var headers = new HttpHeaders();
    headers.addAll(input);
    headers.remove(RequestContext.REQUEST_ID_HEADER);
    headers.remove(HttpHeaders.VARY);
    if (!headers.containsHeader(HttpHeaders.CACHE_CONTROL)) {
      headers.setCacheControl(CacheControl.noStore());
    }
    return headers;
  }
}
