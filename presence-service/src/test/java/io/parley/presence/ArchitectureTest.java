package io.parley.presence;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.context.SmartLifecycle;

@AnalyzeClasses(
    packages = "io.parley.presence",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesDependDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("query")
          .definedBy("..presence.query..")
          .layer("feed")
          .definedBy("..presence.feed..")
          .layer("lastseen")
          .definedBy("..presence.lastseen..")
          .layer("state")
          .definedBy("..presence.state..")
          .layer("loop")
          .definedBy("..presence.loop..")
          .whereLayer("query")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("feed")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("lastseen")
          .mayOnlyBeAccessedByLayers("query")
          .whereLayer("state")
          .mayOnlyBeAccessedByLayers("query", "feed", "lastseen");

  @ArchTest
  static final ArchRule noOtherService =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.parley.auth..",
              "io.parley.chat..",
              "io.parley.gateway..",
              "io.parley.standalone..",
              "io.parley.embedded..",
              "io.parley.testing..");

  @ArchTest
  static final ArchRule onlyLastSeenKnowsTheDatabase =
      noClasses()
          .that()
          .resideOutsideOfPackage("..presence.lastseen..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data.mongodb..");

  @ArchTest
  static final ArchRule onlyStateAndFeedKnowRedis =
      noClasses()
          .that()
          .resideOutsideOfPackages("..presence.state..", "..presence.feed..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "org.springframework.data.redis..");

  @ArchTest
  static final ArchRule onlyStateRunsScripts =
      noClasses()
          .that()
          .resideOutsideOfPackage("..presence.state..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework.data.redis.core.script..");

  @ArchTest
  static final ArchRule nobodyBlocks =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(resideInAPackage("reactor.core.publisher..")))
                  .and(target(name("block").or(name("blockFirst")).or(name("blockLast")))))
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule onlyLifecyclesSubscribe =
      noClasses()
          .that()
          .areNotAssignableTo(SmartLifecycle.class)
          .should()
          .callMethodWhere(
              target(owner(resideInAPackage("reactor.core.publisher..")))
                  .and(target(name("subscribe"))));
}
