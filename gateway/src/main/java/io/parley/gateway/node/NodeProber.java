package io.parley.gateway.node;

import io.parley.edge.InternalClients;
import io.parley.edge.http.RequestContext;
import io.parley.edge.life.Background;
import io.parley.gateway.drain.GatewayId;
import io.parley.gateway.setting.GatewaySettings;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Resolves every service's names again and again and asks each address `GET /internal/ready`,
/// which by this knows who still sends it requests: a node that says no gets none from then on.
/// Stops after the web server has.
@Component
class NodeProber implements Background {

  private static final Logger log = LoggerFactory.getLogger(NodeProber.class);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int POOLS_AT_ONCE = 4;
  private static final int NODES_AT_ONCE = 16;

  private final GatewayId id;
  private final NodePools pools;
  private final WebClient client;
  private final Duration period;
  private final Work work = new Work();

  NodeProber(GatewayId id, NodePools pools, InternalClients clients, GatewaySettings settings) {
    this.id = id;
    this.pools = pools;
    this.client = clients.plain("");
    this.period = settings.probePeriod();
  }

  @Override
  public Disposable begin() {
    return Mono.defer(this::look).repeatWhen(rounds -> rounds.delayElements(period)).subscribe();
  }

  @Override
  public Work work() {
    return work;
  }

  @Override
  public int getPhase() {
    return 0;
  }

  private Mono<Boolean> look() {
    return Flux.fromIterable(pools.all())
        .flatMap(this::look, POOLS_AT_ONCE)
        .then(Mono.just(true))
        .onErrorResume(NodeProber::goOn);
  }

  private static Mono<Boolean> goOn(Throwable error) {
    log.warn("services cannot be probed", error);
    return Mono.just(false);
  }

  private Mono<Map<Node, Probe>> look(NodePool pool) {
    return Flux.fromIterable(pool.urls())
        .flatMap(NodeProber::resolve, NODES_AT_ONCE)
        .distinct()
        .flatMap(node -> look(pool, node), NODES_AT_ONCE)
        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
        .doOnNext(pool::probed);
  }

  private Mono<Map.Entry<Node, Probe>> look(NodePool pool, Node node) {
    return probe(node)
        .doOnNext(
            probe -> {
              if (probe == Probe.DOWN) {
                pool.eject(node);
              }
            })
        .map(probe -> Map.entry(node, probe));
  }

  /// The JDK's resolver blocks; a name that it does not know has no nodes.
  private static Flux<Node> resolve(URI url) {
    return Mono.fromCallable(() -> List.of(InetAddress.getAllByName(url.getHost())))
        .subscribeOn(Schedulers.boundedElastic())
        .timeout(PATIENCE)
        .doOnError(error -> log.debug("{} has no address: {}", url.getHost(), error.toString()))
        .onErrorReturn(List.of())
        .flatMapIterable(addresses -> addresses)
        .map(address -> new Node(new InetSocketAddress(address, portOf(url))));
  }

  private Mono<Probe> probe(Node node) {
    return client
        .get()
        .uri(node.uri() + "/internal/ready")
        .header(RequestContext.GATEWAY_HEADER, id.value())
        .exchangeToMono(
            answer -> answer.releaseBody().thenReturn(answer.statusCode().is2xxSuccessful()))
        .timeout(PATIENCE)
        .map(ready -> ready ? Probe.READY : Probe.DOWN)
        .onErrorResume(error -> Mono.just(isRefusal(error) ? Probe.DOWN : Probe.SILENT));
  }

  private static boolean isRefusal(Throwable error) {
    return error.getCause() instanceof ConnectException;
  }

  private static int portOf(URI url) {
    return url.getPort() == -1 ? 80 : url.getPort();
  }
}
