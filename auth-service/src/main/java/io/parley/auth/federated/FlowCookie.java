package io.parley.auth.federated;

import io.parley.auth.secret.MasterKey;
import io.parley.edge.Origins;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The cookie that binds a flow to the browser that started it (RFC 9700, 4.7): signed by this
/// service, read by no script, bound to this host where the platform is reached by https, gone with
/// the browser's return or after ten minutes. `Lax`, because the browser comes back from elsewhere.
@Component
final class FlowCookie {

  static final Duration LIFE = Duration.ofMinutes(10);

  private static final int MAX_LENGTH = 4096;
  private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

  private final String name;
  private final boolean secure;
  private final SecretKeySpec key;
  private final JsonMapper json;
  private final Clock clock;

  FlowCookie(Origins origins, MasterKey master, JsonMapper json, Clock clock) {
    this.secure = origins.secure();
    this.name = secure ? "__Host-parley_oidc" : "parley_oidc";
    this.key = master.hmacKey("federated flow cookie");
    this.json = json;
    this.clock = clock;
  }

  void set(ServerHttpResponse response, Flow flow) {
    var content = json.writeValueAsBytes(flow);
    var value = TEXT.encodeToString(content) + "." + TEXT.encodeToString(tag(content));
    add(response, value, LIFE);
  }

  void clear(ServerHttpResponse response) {
    add(response, "", Duration.ZERO);
  }

  /// The flow that this browser started and that is not over; null when there is none.
  @Nullable Flow of(ServerHttpRequest request) {
    var cookies = request.getCookies().get(name);
    if (cookies == null || cookies.size() != 1) {
      return null;
    }
    var flow = genuine(cookies.getFirst().getValue());
    return flow != null && flow.expiresAt().isAfter(clock.instant()) ? flow : null;
  }

  private @Nullable Flow genuine(String value) {
    var dot = value.indexOf('.');
    if (value.length() > MAX_LENGTH || dot < 0) {
      return null;
    }
    try {
      var content = Base64.getUrlDecoder().decode(value.substring(0, dot));
      var tag = Base64.getUrlDecoder().decode(value.substring(dot + 1));
      return MessageDigest.isEqual(tag, tag(content)) ? json.readValue(content, Flow.class) : null;
    } catch (IllegalArgumentException | JacksonException e) {
      return null;
    }
  }

  private byte[] tag(byte[] content) {
    return MasterKey.hmac(key, (name + "=").getBytes(StandardCharsets.UTF_8), content);
  }

  private void add(ServerHttpResponse response, String value, Duration life) {
    var cookie =
        ResponseCookie.from(name, value)
            .path("/")
            .httpOnly(true)
            .sameSite("Lax")
            .secure(secure)
            .maxAge(life)
            .build();
    response.getHeaders().add(HttpHeaders.SET_COOKIE, cookie.toString());
  }
}
