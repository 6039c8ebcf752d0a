package io.github.alpharl.accelerate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The controller's place: above the core and the evaluation, beside the lab. */
class ArchitectureTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.alpharl");

  @Test
  void theControllerKnowsTrainersByItsInterfaceAlone() {
    noClasses()
        .that()
        .resideInAPackage("..accelerate..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.github.alpharl.lab..", "io.github.alpharl.cli..")
        .check(ALL);
  }

  @Test
  void nobodyBelowKnowsTheController() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..accelerate..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("..accelerate..")
        .check(ALL);
  }

  @Test
  void theLabForecastsNothing() {
    noClasses()
        .that()
        .resideInAPackage("io.github.alpharl.lab..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "..forecast..", "..trajectory..", "..spectral..", "..compose..", "..eval..")
        .check(ALL);
  }

  @Test
  void itPrintsNothingAndNeverExits() {
    noClasses()
        .that()
        .resideInAPackage("..accelerate..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(ALL);
  }
}
