package com.nexora.streams.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** An oracle that calls the code that it judges agrees with its mistakes. */
@AnalyzeClasses(packages = "com.nexora.oracle")
final class OracleRulesTest {

  @ArchTest
  static final ArchRule shouldShareNoClassWithTheCodeUnderTest =
      noClasses()
          .that()
          .resideInAPackage("com.nexora.oracle..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.nexora.streams..", "com.nexora.events..");
}
