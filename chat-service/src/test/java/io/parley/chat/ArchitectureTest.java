package io.parley.chat;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

/// What may know what, and what reactive code may not do.
class ArchitectureTest {

  private static final String ROOT = "io.parley.chat";

  /// Features from the bottom up: each may use those before it only.
  private static final List<String> UPWARDS =
      List.of(
          "crypto",
          "log",
          "delivery",
          "directory",
          "limit",
          "conversation",
          "http",
          "view",
          "pending",
          "mark",
          "message",
          "personal",
          "presence",
          "socket");

  /// Adapters of the document store, whole packages or single classes.
  private static final Set<String> MONGO =
      Set.of(
          ROOT + ".LoopConfiguration",
          ROOT + ".StoreConfiguration",
          ROOT + ".StorePreparation",
          ROOT + ".crypto",
          ROOT + ".log.mongo",
          ROOT + ".conversation.StoreCalls",
          ROOT + ".conversation.ConversationStore",
          ROOT + ".conversation.MemberStore",
          ROOT + ".mark.MarkStore");

  private static final Set<String> REDIS =
      Set.of(
          ROOT + ".LoopConfiguration",
          ROOT + ".SharedLoops",
          ROOT + ".limit.RedisBuckets",
          ROOT + ".delivery.bus",
          ROOT + ".pending.PendingIndex",
          ROOT + ".delivery.DeliveryConfiguration",
          ROOT + ".presence",
          ROOT + ".socket.handshake",
          ROOT + ".socket.DrainingGateways");

  /// Components with a life of their own: they keep what they subscribe to, and dispose of it.
  private static final Set<String> SUBSCRIBERS =
      Set.of(
          ROOT + ".crypto.Rewrap",
          ROOT + ".StorePreparation",
          ROOT + ".mark.MarkFlusher",
          ROOT + ".pending.PendingNotes",
          ROOT + ".log.mongo.HeadRaiser",
          ROOT + ".log.mongo.Flights",
          ROOT + ".delivery.bus.RedisLine",
          ROOT + ".delivery.bus.RedisBus",
          ROOT + ".delivery.Feeds",
          ROOT + ".delivery.Repairs",
          ROOT + ".delivery.Tasks",
          ROOT + ".delivery.Audience",
          ROOT + ".presence.PresenceStream",
          ROOT + ".presence.BusWatches",
          ROOT + ".presence.PresenceLife",
          ROOT + ".socket.Heart",
          ROOT + ".socket.MembershipRepairs",
          ROOT + ".socket.Drain",
          ROOT + ".socket.DrainingGateways",
          ROOT + ".socket.Session");

  private static final Set<String> BLOCKING =
      Set.of("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(ROOT);

  static List<Integer> features() {
    return IntStream.range(0, UPWARDS.size()).boxed().toList();
  }

  @ParameterizedTest
  @MethodSource("features")
  void featureThenUsesOnlyThoseBelow(int place) {
    var above =
        UPWARDS.subList(place + 1, UPWARDS.size()).stream()
            .map(name -> ROOT + "." + name + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + UPWARDS.get(place) + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(above)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void presenceThenKnowsNoMessages() {
    noClasses()
        .that()
        .resideInAPackage(ROOT + ".presence..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".message..", ROOT + ".mark..", ROOT + ".view..")
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void mongoThenOnlyItsAdapters() {
    noClasses()
        .that(describe("are no adapters of the store", type -> !isIn(MONGO, type)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("com.mongodb..", "org.bson..")
        .check(CLASSES);
  }

  @Test
  void redisThenOnlyItsAdapters() {
    noClasses()
        .that(describe("are no adapters of Redis", type -> !isIn(REDIS, type)))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..")
        .check(CLASSES);
  }

  @Test
  void publishersThenNobodyBlocksOnThem() {
    noClasses()
        .should()
        .callMethodWhere(
            describe("block", call -> isOfPublisher(call) && BLOCKING.contains(call.getName())))
        .check(CLASSES);
  }

  @Test
  void publishersThenOnlyLifecycleComponentsSubscribe() {
    noClasses()
        .that(describe("have no life of their own", type -> !isIn(SUBSCRIBERS, type)))
        .should()
        .callMethodWhere(
            describe(
                "subscribe", call -> isOfPublisher(call) && call.getName().equals("subscribe")))
        .check(CLASSES);
  }

  @Test
  void threadsThenNobodySleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
  }

  @Test
  void beansThenNoInjectedFieldsAndNoSingleValues() {
    noFields().should().beAnnotatedWith(Autowired.class).check(CLASSES);
    noClasses().should().dependOnClassesThat().areAssignableTo(Value.class).check(CLASSES);
  }

  private static boolean isIn(Set<String> places, JavaClass type) {
    var name = type.getName();
    return places.stream()
        .anyMatch(
            place ->
                name.equals(place) || name.startsWith(place + ".") || name.startsWith(place + "$"));
  }

  private static boolean isOfPublisher(JavaAccess<?> call) {
    return call.getTargetOwner().isAssignableTo(Publisher.class);
  }
}
