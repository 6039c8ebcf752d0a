package io.github.alpharl.next;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Where the two rivers meet: forecasting here sees the lab, and never the other way round. */
class RoomsTest {

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.github.alpharl");

  @Test
  void theLabKnowsNothingOfForecasting() {
    noClasses()
        .that()
        .resideInAPackage("io.github.alpharl.lab..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..forecast..", "..trajectory..", "..next..")
        .check(ALL);
  }

  @Test
  void theCoreHasNoNativeLibrary() {
    noClasses()
        .that()
        .resideInAnyPackage("..checkpoint..", "..spectral..", "..trajectory..", "..forecast..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..", "io.github.alpharl.lab..")
        .check(ALL);
  }

  @Test
  void nextReadsNoFiles() {
    noClasses()
        .that()
        .resideInAPackage("..next..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..", "..compose..", "..lab.task..")
        .check(ALL);
  }
}
