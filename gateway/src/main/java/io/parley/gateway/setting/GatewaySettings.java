package io.parley.gateway.setting;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What the gateway is told; `gateway.yml` maps the environment to it.
///
/// @param chatUrls where chat nodes are; a name may stand for several addresses
/// @param presenceUrl where presence-service is; likewise
/// @param connectTimeout for a connection to a service
/// @param answerTimeout for the head of a service's answer
/// @param headTimeout for the head of a client's request; zero: no limit
/// @param probePeriod between two looks at every service's readiness
/// @param drainTimeout how long open sockets may take to move elsewhere when the gateway stops
/// @param limits rates, over all gateways together
@ConfigurationProperties("parley.gateway")
public record GatewaySettings(
    @DefaultValue("http://127.0.0.1:8082") List<URI> chatUrls,
    @DefaultValue("http://127.0.0.1:8083") URI presenceUrl,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("30s") Duration answerTimeout,
    @DefaultValue("10s") Duration headTimeout,
    @DefaultValue("1s") Duration probePeriod,
    @DefaultValue("20s") Duration drainTimeout,
    @DefaultValue Limits limits) {

  /// @param requestsPerUser a second; zero: no limit
  /// @param requestsPerUserBurst how many may come at once; zero: no limit
  /// @param searchesPerUser in a minute; zero: no limit
  /// @param handshakesPerAddress upgrades in 10 seconds; zero: no limit
  public record Limits(
      @DefaultValue("50") int requestsPerUser,
      @DefaultValue("200") int requestsPerUserBurst,
      @DefaultValue("30") int searchesPerUser,
      @DefaultValue("60") int handshakesPerAddress) {}
}
