package io.parley.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.domain.properties.HasOwner;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.reactivestreams.Publisher;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@AnalyzeClasses(
    packages = "io.parley.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PACKAGES_DEPEND_DOWNWARDS_ONLY =
      slices().matching("io.parley.gateway.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_NETTY =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.parley.gateway.connection")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule REDIS_IS_FOR_LIMITS_AND_THE_DRAIN =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.parley.gateway.limit", "io.parley.gateway.drain")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework.data.redis..", "io.lettuce..");

  @ArchTest
  static final ArchRule NO_STORE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.mongodb..",
              "org.springframework.data.mongodb..",
              "io.parley.auth..",
              "io.parley.chat..",
              "io.parley.presence..");

  @ArchTest
  static final ArchRule NOTHING_BLOCKS =
      noClasses()
          .should()
          .callMethodWhere(
              JavaCall.Predicates.target(
                      HasName.Predicates.nameMatching("block(First|Last|Optional)?"))
                  .and(
                      JavaCall.Predicates.target(
                          HasOwner.Predicates.With.owner(
                              JavaClass.Predicates.assignableTo(Publisher.class)))));

  @ArchTest
  static final ArchRule ONLY_LIFECYCLES_SUBSCRIBE =
      noClasses()
          .that()
          .areNotAssignableTo(SmartLifecycle.class)
          .should()
          .callMethod(Mono.class, "subscribe")
          .orShould()
          .callMethod(Flux.class, "subscribe");
}
