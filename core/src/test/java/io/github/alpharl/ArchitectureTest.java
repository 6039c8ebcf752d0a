package io.github.alpharl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The one-way river through the rooms of the core. */
class ArchitectureTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.alpharl");

  @Test
  void lowerRoomsNeverImportHigherOnes() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("failure")
        .definedBy("io.github.alpharl.failure..")
        .layer("checkpoint")
        .definedBy("io.github.alpharl.checkpoint..")
        .layer("spectral")
        .definedBy("io.github.alpharl.spectral..")
        .layer("trajectory")
        .definedBy("io.github.alpharl.trajectory..")
        .layer("forecast")
        .definedBy("io.github.alpharl.forecast..")
        .layer("compose")
        .definedBy("io.github.alpharl.compose..")
        .whereLayer("compose")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("forecast")
        .mayOnlyBeAccessedByLayers("compose")
        .whereLayer("trajectory")
        .mayOnlyBeAccessedByLayers("forecast", "compose")
        .whereLayer("spectral")
        .mayOnlyBeAccessedByLayers("trajectory")
        .check(CORE);
  }

  @Test
  void theSpectralRoomKnowsOnlyTensors() {
    noClasses()
        .that()
        .resideInAPackage("..spectral..")
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "are of the checkpoint room but no tensors",
                type ->
                    type.getPackageName().equals("io.github.alpharl.checkpoint")
                        && !java.util.Set.of("Tensor", "Dtype", "Elements")
                            .contains(type.getSimpleName())))
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.nio.file..")
        .check(CORE);
  }

  @Test
  void forecastersAndComposersKnowTheirPlace() {
    noClasses()
        .that()
        .resideInAPackage("..forecast..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "io.github.alpharl.checkpoint..")
        .check(CORE);
    noClasses()
        .that()
        .resideInAPackage("..compose..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..forecast..", "..trajectory..", "..spectral..")
        .check(CORE);
  }

  @Test
  void noRoomPrintsOrExits() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(CORE);
  }
}
