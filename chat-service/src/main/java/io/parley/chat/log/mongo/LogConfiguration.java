package io.parley.chat.log.mongo;

import com.mongodb.reactivestreams.client.MongoDatabase;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.parley.chat.ChatSettings;
import io.parley.chat.StoreIndexes;
import io.parley.chat.crypto.DataKeys;
import io.parley.chat.log.AppendListener;
import io.parley.chat.log.Courier;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Hearsay;
import io.parley.chat.log.Moves;
import io.parley.chat.log.Projection;
import io.parley.common.id.NodeId;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.function.SingletonSupplier;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

/// Puts the log together and offers its ports as beans. Projections and the listener are looked up
/// at their first use: they may themselves need the log.
@Configuration(proxyBeanMethods = false)
class LogConfiguration {

  @Bean(initMethod = "start")
  LogEngine logEngine(
      NodeId node,
      MongoDatabase store,
      DataKeys keys,
      ChatSettings settings,
      ObjectProvider<Projection> projections,
      ObjectProvider<AppendListener> listeners,
      Courier courier,
      LoopResources loops,
      Clock clock) {
    Supplier<List<Projection>> others =
        SingletonSupplier.of(() -> projections.orderedStream().toList());
    Supplier<List<AppendListener>> told =
        SingletonSupplier.of(() -> listeners.orderedStream().toList());
    return new LogEngine(
        node, store, keys, settings.log(), others, told, courier, timers(loops), clock);
  }

  /// Times are kept by the event loops, which work anyway when one begins or ends.
  private static Scheduler timers(LoopResources loops) {
    return Schedulers.fromExecutorService(loops.onClient(true));
  }

  @Bean
  StoreIndexes logIndexes(LogEngine engine) {
    return engine::ensureIndexes;
  }

  @Bean
  EventLog eventLog(LogEngine engine) {
    return engine.events();
  }

  @Bean(destroyMethod = "")
  BatchAppender appender(LogEngine engine) {
    return engine.appender();
  }

  @Bean
  Moves moves(LogEngine engine) {
    return engine.moves();
  }

  @Bean
  Hearsay hearsay(LogEngine engine) {
    return engine.hearsay();
  }

  @Bean
  MeterBinder relayMeters(LogEngine engine) {
    return engine.relayMeters();
  }

  @Bean
  LogLookup logLookup(LogEngine engine) {
    return engine.lookup();
  }
}
