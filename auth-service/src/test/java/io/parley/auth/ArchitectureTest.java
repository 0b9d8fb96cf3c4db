package io.parley.auth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Which way packages depend, who speaks to which store, and what reactive code never does.
@AnalyzeClasses(packages = "io.parley.auth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_DEPEND_DOWNWARDS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("edges")
          .definedBy(
              "..auth.server..",
              "..auth.internal..",
              "..auth.directory..",
              "..auth.admin..",
              "..auth.email..",
              "..auth.reset..",
              "..auth.removal..",
              "..auth.export..",
              "..auth.bootstrap..",
              "..auth.federated..")
          .layer("access")
          .definedBy("..auth.access..")
          .layer("login")
          .definedBy("..auth.login..")
          .layer("features")
          .definedBy(
              "..auth.account..",
              "..auth.password..",
              "..auth.token..",
              "..auth.limit..",
              "..auth.paging..",
              "..auth.mail..",
              "..auth.peer..",
              "..auth.confirm..",
              "..auth.role..")
          .layer("ground")
          .definedBy("..auth.secret..", "..auth.store..", "..auth.audit..")
          .whereLayer("edges")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("access")
          .mayOnlyBeAccessedByLayers("edges")
          .whereLayer("login")
          .mayOnlyBeAccessedByLayers("edges", "access")
          .whereLayer("features")
          .mayOnlyBeAccessedByLayers("edges", "access", "login")
          .whereLayer("ground")
          .mayOnlyBeAccessedByLayers("edges", "access", "login", "features");

  @ArchTest
  static final ArchRule MONGO_ONLY_WHERE_DOCUMENTS_ARE =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..auth.store..",
              "..auth.audit..",
              "..auth.account..",
              "..auth.confirm..",
              "..auth.removal..",
              "..auth.login..",
              "..auth.token..",
              "..auth.federated..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.mongodb..", "org.bson..");

  @ArchTest
  static final ArchRule MAIL_ONLY_WHERE_LETTERS_ARE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..auth.mail..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta.mail..", "org.springframework.mail..");

  @ArchTest
  static final ArchRule REDIS_ONLY_FOR_LIMITS_AND_THE_BUS =
      noClasses()
          .that()
          .resideOutsideOfPackages("..auth.limit..", "..auth.login..", "..auth.account..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework.data.redis..");

  @ArchTest
  static final ArchRule NOTHING_BLOCKS =
      noClasses()
          .should()
          .callMethod(Mono.class, "block")
          .orShould()
          .callMethod(Mono.class, "block", java.time.Duration.class)
          .orShould()
          .callMethod(Flux.class, "blockFirst")
          .orShould()
          .callMethod(Flux.class, "blockLast")
          .orShould()
          .callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule SUBSCRIBED_ONLY_BY_LIFECYCLES =
      noClasses()
          .that()
          .areNotAssignableTo(SmartLifecycle.class)
          .should()
          .callMethod(Mono.class, "subscribe")
          .orShould()
          .callMethod(Flux.class, "subscribe");

  @ArchTest
  static final ArchRule NO_OTHER_SERVICE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.parley.chat..",
              "io.parley.presence..",
              "io.parley.gateway..",
              "io.parley.embedded..");

  @ArchTest
  static final ArchRule CONTROLLERS_STAY_INSIDE =
      classes().that().haveSimpleNameEndingWith("Controller").should().bePackagePrivate();
}
