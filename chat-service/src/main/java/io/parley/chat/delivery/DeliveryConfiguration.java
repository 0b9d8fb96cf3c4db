package io.parley.chat.delivery;

import io.parley.chat.delivery.bus.Bus;
import io.parley.chat.delivery.bus.RedisBus;
import io.parley.chat.log.EventLog;
import io.parley.chat.log.Hearsay;
import io.parley.chat.log.InFlight;
import io.parley.chat.log.Moves;
import io.parley.chat.log.Relay;
import io.parley.common.id.ConversationId;
import io.parley.common.id.NodeId;
import io.parley.common.id.UserId;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.function.SingletonSupplier;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// Puts delivery together. What the features above bring is looked up at its first use: they need
/// delivery themselves.
@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

  @Bean
  NodeId nodeId() {
    return new NodeId("n-" + UUID.randomUUID());
  }

  @Bean(initMethod = "start")
  RedisBus bus(LettuceConnectionFactory redis, NodeId node, LoopResources loops) {
    return RedisBus.among(redis, node, loops.onClient(true).next());
  }

  @Bean(initMethod = "start")
  BusCourier courier(NodeId node, Bus bus, ObjectProvider<Relay> relay, Tasks tasks) {
    return new BusCourier(node, bus, SingletonSupplier.of(relay::getObject), tasks);
  }

  @Bean
  Tasks deliveryTasks() {
    return new Tasks();
  }

  @Bean
  Feeds feeds(
      NodeId node,
      Bus bus,
      EventLog events,
      Moves moves,
      InFlight inFlight,
      Tasks tasks,
      ObjectProvider<FeedListener> listeners,
      ObjectProvider<SenderMarks> marks) {
    return new Feeds(
        node,
        bus,
        events,
        moves,
        inFlight,
        tasks,
        SingletonSupplier.of(() -> listeners.orderedStream().toList()),
        SingletonSupplier.of(marks::getObject));
  }

  @Bean
  Audience audience(
      Bus bus,
      ObjectProvider<ConversationViews> views,
      ObjectProvider<ContactsListener> contacts,
      Tasks tasks) {
    return new Audience(
        bus,
        new LateViews(views),
        tasks,
        user -> contacts.orderedStream().forEach(listener -> listener.contactsGrew(user)));
  }

  @Bean(initMethod = "start")
  Repairs repairs(Feeds feeds, EventLog events, Moves moves, Tasks tasks) {
    return new Repairs(feeds, events, moves, tasks);
  }

  @Bean
  BusAnnouncer announcer(
      NodeId node,
      Bus bus,
      Feeds feeds,
      Audience audience,
      Hearsay hearsay,
      Relay relay,
      Repairs repairs) {
    var announcer =
        new BusAnnouncer(node, bus, feeds, audience, hearsay, relay, repairs::compareAll);
    feeds.listen(audience);
    bus.listen(announcer);
    return announcer;
  }

  private record LateViews(ObjectProvider<ConversationViews> views) implements ConversationViews {

    @Override
    public Mono<String> json(ConversationId conversation, UserId user) {
      return views.getObject().json(conversation, user);
    }
  }
}
