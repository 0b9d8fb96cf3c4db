package io.parley.standalone;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.Banner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

/// The Spring contexts of the services, started side by side and closed one after the other.
final class Contexts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Contexts.class);

  private final List<ConfigurableApplicationContext> running;

  private Contexts(List<ConfigurableApplicationContext> running) {
    this.running = List.copyOf(running);
  }

  /// Starts all of them; they will be closed in the order of the list.
  ///
  /// @throws StartFailure when one does not start; the others are closed then
  static Contexts start(List<Service> services) {
    List<ConfigurableApplicationContext> started = new ArrayList<>();
    StartFailure failure = null;
    try (ExecutorService threads = Executors.newFixedThreadPool(services.size())) {
      List<Future<ConfigurableApplicationContext>> starting =
          services.stream().map(service -> threads.submit(() -> start(service))).toList();
      for (int i = 0; i < services.size(); i++) {
        try {
          started.add(starting.get(i).get());
        } catch (ExecutionException e) {
          failure = failure == null ? failure(services.get(i), e) : failure;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          failure = new StartFailure("interrupted while starting", e);
        }
      }
    }
    var contexts = new Contexts(started);
    if (failure != null) {
      contexts.close();
      throw failure;
    }
    return contexts;
  }

  private static ConfigurableApplicationContext start(Service service) {
    return service
        .application()
        .get()
        .bannerMode(Banner.Mode.OFF)
        .registerShutdownHook(false)
        .initializers(Contexts::shareEventLoops)
        .run(service.arguments());
  }

  /// A context would end the event loops of the JVM when it closes, under the feet of those that
  /// close after it.
  private static void shareEventLoops(ConfigurableApplicationContext context) {
    var beans = (GenericApplicationContext) context;
    beans.registerBean(LoopResources.class, HttpResources::get);
    beans.registerBean(ReactorResourceFactory.class, Contexts::sharedResources);
  }

  private static ReactorResourceFactory sharedResources() {
    var resources = new ReactorResourceFactory();
    resources.setUseGlobalResources(false);
    resources.setLoopResources(HttpResources.get());
    resources.setConnectionProvider(HttpResources.get());
    return resources;
  }

  @Override
  public void close() {
    for (ConfigurableApplicationContext context : running) {
      try {
        context.close();
      } catch (RuntimeException e) { // the others still want to be closed
        log.error("{} did not close cleanly", context.getId(), e);
      }
    }
  }

  private static StartFailure failure(Service service, ExecutionException e) {
    log.error("{} did not start", service.name(), e.getCause());
    Throwable cause = root(e);
    return new StartFailure(
        "%s did not start: %s".formatted(service.name(), cause.getMessage()), cause);
  }

  private static Throwable root(Throwable thrown) {
    @Nullable Throwable cause = thrown.getCause();
    return cause == null ? thrown : root(cause);
  }
}
