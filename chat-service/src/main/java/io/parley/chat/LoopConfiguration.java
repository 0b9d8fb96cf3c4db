package io.parley.chat;

import com.mongodb.connection.TransportSettings;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.netty.channel.socket.SocketChannel;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.mongodb.autoconfigure.MongoClientSettingsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.client.ReactorResourceFactory;
import reactor.netty.resources.LoopResources;

/// One set of event loops, one a processor, for all that a chat node does on the network: sockets,
/// the document store and Redis. A message crosses few threads, and none on a single processor.
/// Those of the JVM instead, where services share one.
@Configuration(proxyBeanMethods = false)
class LoopConfiguration {

  @Bean(destroyMethod = "dispose")
  @ConditionalOnMissingBean
  LoopResources eventLoops() {
    return LoopResources.create("chat", Runtime.getRuntime().availableProcessors(), true);
  }

  @Bean
  @ConditionalOnMissingBean
  ReactorResourceFactory serverLoops(LoopResources loops) {
    var factory = new ReactorResourceFactory();
    factory.setUseGlobalResources(false);
    factory.setLoopResources(loops);
    return factory;
  }

  /// After Boot's own, which would make a group of its own.
  @Bean
  @Order(Ordered.LOWEST_PRECEDENCE)
  MongoClientSettingsBuilderCustomizer storeLoops(LoopResources loops) {
    var group = loops.onClient(true);
    var transport =
        TransportSettings.nettyBuilder()
            .eventLoopGroup(group)
            .socketChannelClass(loops.onChannelClass(SocketChannel.class, group))
            .build();
    return settings -> settings.transportSettings(transport);
  }

  @Bean
  EventLoopGroupProvider redisLoops(LoopResources loops) {
    return new SharedLoops(loops.onClient(true));
  }
}
