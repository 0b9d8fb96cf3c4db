package io.parley.edge.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import io.parley.edge.ProblemException;
import io.parley.edge.http.ReadyCheck;
import io.parley.edge.life.Background;
import io.parley.edge.life.Retries;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.ResponseEntity;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/// The keys of auth-service, fetched from its JWKS in the background, as often as the answer's
/// `max-age` wants and at least every five minutes, so that a new key is known here before tokens
/// are signed with it. An unknown id causes a fetch too, but no more than one fetch of any cause in
/// 30 s once there are keys, however many requests bring one. Keys stay while auth-service is away.
public final class RemoteKeys implements KeySource, ReadyCheck, Background {

  private static final Logger log = LoggerFactory.getLogger(RemoteKeys.class);

  private static final Duration LONGEST_PERIOD = Duration.ofMinutes(5);
  private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
  private static final Pattern MAX_AGE = Pattern.compile("max-age=(\\d{1,9})");
  private static final Duration AT_MOST_EVERY = Duration.ofSeconds(30);
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  private final WebClient auth;
  private final LongSupplier nanoTime;
  private volatile Map<String, JWSVerifier> keys = Map.of();
  private volatile Duration period = LONGEST_PERIOD;
  private final Work work = new Work();
  private @Nullable Mono<Void> underWay;
  private long nextFetch;

  public RemoteKeys(WebClient auth) {
    this(auth, System::nanoTime);
  }

  RemoteKeys(WebClient auth, LongSupplier nanoTime) {
    this.auth = auth;
    this.nanoTime = nanoTime;
    this.nextFetch = nanoTime.getAsLong();
  }

  @Override
  public Mono<JWSVerifier> verifier(String keyId) {
    var known = keys.get(keyId);
    if (known != null) {
      return Mono.just(known);
    }
    return fetchForUnknown()
        .onErrorResume(error -> Mono.empty())
        .then(Mono.defer(() -> afterFetch(keyId)));
  }

  @Override
  public boolean holds(String keyId) {
    return keys.containsKey(keyId);
  }

  @Override
  public Mono<Boolean> ready() {
    return Mono.fromSupplier(() -> !keys.isEmpty());
  }

  @Override
  public Disposable begin() {
    return Mono.defer(this::fetch)
        .repeatWhen(done -> done.concatMap(each -> Mono.delay(period)))
        .retryWhen(Retries.forever(log, "no keys from auth-service"))
        .subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  private Mono<JWSVerifier> afterFetch(String keyId) {
    var current = keys;
    return current.isEmpty()
        ? Mono.error(ProblemException.tryAgain("No token can be verified right now"))
        : Mono.justOrEmpty(current.get(keyId));
  }

  private synchronized Mono<Void> fetchForUnknown() {
    var running = underWay;
    if (running != null) {
      return running;
    }
    return nanoTime.getAsLong() - nextFetch < 0 ? Mono.empty() : fetch();
  }

  private synchronized Mono<Void> fetch() {
    var running = underWay;
    if (running != null) {
      return running;
    }
    nextFetch = nanoTime.getAsLong() + AT_MOST_EVERY.toNanos();
    var fetch =
        auth.get()
            .uri("/.well-known/jwks.json")
            .retrieve()
            .toEntity(String.class)
            .timeout(TIMEOUT)
            .doOnNext(this::take)
            .doFinally(signal -> done())
            .then()
            .cache();
    underWay = fetch;
    return fetch;
  }

  private synchronized void done() {
    underWay = null;
  }

  private void take(ResponseEntity<String> answer) {
    period = period(answer.getHeaders().getCacheControl());
    take(String.valueOf(answer.getBody()));
  }

  private static Duration period(@Nullable String cacheControl) {
    var found = MAX_AGE.matcher(cacheControl == null ? "" : cacheControl);
    if (!found.find()) {
      return LONGEST_PERIOD;
    }
    var asked = Duration.ofSeconds(Long.parseLong(found.group(1)));
    if (asked.compareTo(SHORTEST_PERIOD) < 0) {
      return SHORTEST_PERIOD;
    }
    return asked.compareTo(LONGEST_PERIOD) > 0 ? LONGEST_PERIOD : asked;
  }

  private void take(String document) {
    try {
      var found = new HashMap<String, JWSVerifier>();
      for (var key : JWKSet.parse(document).getKeys()) {
        if (key instanceof ECKey ec
            && Curve.P_256.equals(ec.getCurve())
            && key.getKeyID() != null) {
          found.put(key.getKeyID(), new ECDSAVerifier(ec.toECPublicKey()));
        }
      }
      if (found.isEmpty()) {
        throw new IllegalStateException("the JWKS holds no ES256 key");
      }
      keys = Map.copyOf(found);
    } catch (ParseException | JOSEException e) {
      throw new IllegalStateException("the JWKS cannot be read", e);
    }
  }
}
