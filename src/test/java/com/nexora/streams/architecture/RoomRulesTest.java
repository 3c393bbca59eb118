package com.nexora.streams.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the code against the picture in docs/ARCHITECTURE.md: which room may use which. */
@AnalyzeClasses(
    packages = "com.nexora.streams",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class RoomRulesTest {

  private static final String ROOT = "com.nexora.streams.";
  private static final String[] DOMAIN = {
    ROOT + "ingest..",
    ROOT + "grc..",
    ROOT + "correlation..",
    ROOT + "agents..",
    ROOT + "analytics..",
    ROOT + "audit..",
    ROOT + "privacy..",
    ROOT + "compliance..",
    ROOT + "deadletter..",
    ROOT + "ocsf..",
    ROOT + "tenants.."
  };

  /** A class that attaches logic to Kafka says so by the end of its name. */
  private static final DescribedPredicate<JavaClass> TOUCHES_KAFKA_BY_NAME =
      simpleNameEndingWith("Topology")
          .or(simpleNameEndingWith("Processor"))
          .or(simpleNameEndingWith("Store"))
          .or(simpleNameEndingWith("Stores"))
          .or(simpleNameEndingWith("Reader"))
          .or(simpleNameEndingWith("Metrics"))
          .or(simpleNameEndingWith("Sweep"))
          .or(simpleName("Gated"))
          .or(simpleName("Correlated"))
          .as("a topology or its streams, a processor, store, sweep, reader or metrics class");

  @ArchTest
  static final ArchRule shouldHaveNoCyclesBetweenRooms =
      slices().matching(ROOT + "(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule shouldLetOnlyCommandsImportTheEmbeddedRoom =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + "embedded..", ROOT + "cli..", ROOT + "bench..", ROOT + "chaos..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "embedded..");

  @ArchTest
  static final ArchRule shouldLetNobodyImportTheCommands =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + "cli..");

  @ArchTest
  static final ArchRule shouldKeepPureLogicFreeOfKafka =
      noClasses()
          .that(
              resideInAnyPackage(DOMAIN)
                  .and(
                      DescribedPredicate.not(
                          new DescribedPredicate<JavaClass>(
                              "nested in or " + TOUCHES_KAFKA_BY_NAME.getDescription()) {
                            @Override
                            public boolean test(final JavaClass type) {
                              return TOUCHES_KAFKA_BY_NAME.test(type)
                                  || type.getEnclosingClass().map(this::test).orElse(false);
                            }
                          })))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule shouldKeepTheLeavesLeaves =
      noClasses()
          .that()
          .resideInAnyPackage(ROOT + "schema..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("com.nexora.streams..")
                  .and(DescribedPredicate.not(resideInAPackage(ROOT + "schema.."))));

  @ArchTest
  static final ArchRule shouldLetTheCatalogueUseOnlyTheSchemaRoom =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "catalogue..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("com.nexora.streams..")
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(ROOT + "catalogue..", ROOT + "schema.."))));

  @ArchTest
  static final ArchRule shouldKeepTheIntakeFreeOfHttpAndOfTheGraph =
      classes()
          .that()
          .resideInAPackage(ROOT + "intake..")
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.not(
                      resideInAnyPackage(
                          "com.nexora.streams..",
                          "io.javalin..",
                          "jakarta.servlet..",
                          "org.eclipse.jetty..",
                          "org.apache.kafka.streams.."))
                  .or(
                      resideInAnyPackage(
                          ROOT + "intake..", ROOT + "catalogue..", ROOT + "schema..")));

  @ArchTest
  static final ArchRule shouldLetDomainRoomsUseOnlyLeavesAndSharedPureRooms =
      classes()
          .that()
          .resideInAnyPackage(DOMAIN)
          .should()
          .onlyDependOnClassesThat(
              DescribedPredicate.not(resideInAPackage("com.nexora.streams.."))
                  .or(
                      resideInAnyPackage(
                          ROOT + "catalogue..",
                          ROOT + "schema..",
                          ROOT + "deadletter..",
                          ROOT + "ocsf..",
                          ROOT + "tenants.."))
                  .or(resideInAnyPackage(DOMAIN)))
          .as("domain rooms use the leaves, deadletter, ocsf, tenants and themselves");

  @ArchTest
  static final ArchRule shouldLetRoomsMeetOnlyThroughRecordsAndTopics =
      slices()
          .matching(
              ROOT
                  + "(ingest|grc|correlation|agents|analytics|audit|compliance|destinations|privacy)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(
              DescribedPredicate.alwaysTrue(), resideInAPackage(ROOT + "privacy.redact.."));

  @ArchTest
  static final ArchRule shouldLetRedactionUseNothingOfOurs =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "privacy.redact..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("com.nexora.streams..")
                  .and(DescribedPredicate.not(resideInAPackage(ROOT + "privacy.redact.."))));

  /** It ships by itself: whatever it uses, other programs must bring along. */
  @ArchTest
  static final ArchRule shouldLetTheClientNeedOnlyKafkaClientsAndAvro =
      classes()
          .that()
          .resideInAnyPackage(ROOT + "client..", ROOT + "schema..")
          .or(simpleName("EntityKey"))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "java..",
                      "javax..",
                      "org.apache.kafka.clients..",
                      "org.apache.kafka.common..",
                      "org.apache.avro..",
                      "com.fasterxml.jackson..",
                      "org.slf4j..",
                      "org.jspecify..",
                      "com.nexora.events..",
                      ROOT + "client..",
                      ROOT + "schema..",
                      "ch.qos.logback..")
                  .or(simpleName("EntityKey"))
                  .or(DescribedPredicate.describe("primitive or array", JavaClass::isPrimitive))
                  .or(DescribedPredicate.describe("an array", JavaClass::isArray)));

  @ArchTest
  static final ArchRule shouldNeedLogbackOnlyForTheAppender =
      noClasses()
          .that()
          .resideInAPackage(ROOT + "client..")
          .and()
          .doNotHaveSimpleName("NexoraAppender")
          .and()
          .doNotHaveSimpleName("LogEvents")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ch.qos.logback..");
}
