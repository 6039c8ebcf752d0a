package io.github.alpharl.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckupTest {

  @TempDir Path home;

  private Finding find(Map<String, String> variables, String what) {
    return new Checkup(variables, home)
        .findings().stream().filter(f -> f.what().startsWith(what)).findFirst().orElseThrow();
  }

  @Test
  void aBareMachineLacksNothingThatTheAnalysisNeeds() {
    assertThat(new Checkup(Map.of(), home).findings())
        .filteredOn(finding -> !finding.what().equals("LibTorch"))
        .noneMatch(Finding::needed);
    assertThat(find(Map.of(), "Java").isGood()).isTrue();
    assertThat(find(Map.of(), "Hub cache").remedy()).contains("HF_HOME");
    assertThat(find(Map.of(), "browser").found()).isEqualTo("none on the PATH");
  }

  @Test
  void variablesThatNameNothingAreToBeMended() {
    Map<String, String> variables =
        Map.of("SPARK_HOME", "/no/spark", "ALPHARL_BENCHMARKS", "/no/benchmarks");
    assertThat(find(variables, "Spark").needed()).isTrue();
    assertThat(find(variables, "Spark").remedy()).isEqualTo("mend or unset SPARK_HOME");
    assertThat(find(variables, "benchmarks").found()).isEqualTo("/no/benchmarks does not exist");
  }

  @Test
  void whatVariablesNameIsFound() throws Exception {
    Files.createDirectories(home.resolve("hf/hub"));
    Path program = Files.createFile(home.resolve("chromium"));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(find(Map.of("HF_HOME", home.resolve("hf").toString()), "Hub cache").found())
        .startsWith(home.resolve("hf/hub").toString());
    assertThat(find(Map.of("PATH", "/nowhere:" + home), "browser").found())
        .isEqualTo(program.toString());
  }
}
