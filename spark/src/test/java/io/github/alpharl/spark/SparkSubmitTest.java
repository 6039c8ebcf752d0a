package io.github.alpharl.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an installation of Spark must have, and what its spark-submit is told. */
class SparkSubmitTest {

  @TempDir Path temp;

  private SparkSubmit submit(List<String> conf) {
    return SparkSubmit.of(Map.of("SPARK_HOME", temp.toString()), "local[2]", conf, false);
  }

  private void install(String core, String script) throws IOException {
    Path submit = Files.createDirectories(temp.resolve("bin")).resolve("spark-submit");
    Files.writeString(submit, script);
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    Files.createFile(Files.createDirectories(temp.resolve("jars")).resolve(core));
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> SparkSubmit.of(Map.of(), "local", List.of(), false))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("SPARK_HOME is not set");
    assertThatThrownBy(() -> submit(List.of()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("must be the folder of a Spark 4.2");
    install("spark-core_2.13-4.0.2.jar", "");
    assertThatThrownBy(() -> submit(List.of()))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("holds spark-core_2.13-4.0.2.jar")
        .hasMessageContaining("from 4.1 on");
  }

  @Test
  void settingsAreKeysWithValues() throws IOException {
    install("spark-core_2.13-4.2.0.jar", "");
    assertThatThrownBy(() -> submit(List.of("spark.cores.max")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("KEY=VALUE");
  }

  @Test
  void handsOverWordsAndReturnsTheCode() throws IOException {
    install(
        "spark-core_2.13-4.2.0.jar",
        "#!/bin/sh\nfor w in \"$@\"; do echo \"$w\" >&2; done\nexit 3");
    List<String> told = new ArrayList<>();
    int code = submit(List.of("spark.a=b")).run("the.Main", List.of("4", "x y"), told::add);
    assertThat(code).isEqualTo(3);
    assertThat(told)
        .startsWith("--master", "local[2]", "--name", "alpharl", "--class", "the.Main")
        .containsSequence("--conf", "spark.a=b")
        .endsWith("4", "x y");
  }

  @Test
  void aKilledDriverIsSaid() throws IOException {
    install("spark-core_2.13-4.2.0.jar", "#!/bin/sh\nkill -9 $$");
    assertThatThrownBy(() -> submit(List.of()).run("the.Main", List.of(), _ -> {}))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("signal 9")
        .hasMessageContaining("what is done is kept");
  }

  @Test
  void stackTracesAreForThoseWhoSetUpTheirLogs() throws IOException {
    install(
        "spark-core_2.13-4.2.0.jar",
        "#!/bin/sh\nprintf 'spark: WARN: lost\\n\\tat a.B\\n\\nspark: next\\n' >&2");
    List<String> told = new ArrayList<>();
    submit(List.of()).run("the.Main", List.of(), told::add);
    assertThat(told).containsExactly("spark: WARN: lost", "spark: next");
    Files.createFile(Files.createDirectories(temp.resolve("conf")).resolve("log4j2.properties"));
    submit(List.of()).run("the.Main", List.of(), told::add);
    assertThat(told).hasSize(6).contains("\tat a.B");
  }

  @Test
  void whatSparkItselfRefusesIsSaid() throws IOException {
    install("spark-core_2.13-4.2.0.jar", "#!/bin/sh\necho 'spark: no such master' >&2\nexit 1");
    assertThatThrownBy(() -> submit(List.of()).run("the.Main", List.of(), _ -> {}))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining("its last words: spark: no such master");
  }

  @Test
  void sendsTheProgramWithoutWhatSparkHas() throws IOException {
    Path classes = Files.createDirectories(temp.resolve("classes/a"));
    Files.writeString(classes.resolve("B.class"), "b");
    for (String name :
        List.of(
            "core-1.jar",
            "jackson-databind-2.22.3.jar",
            "jackson-dataformat-csv-2.22.3.jar",
            "pytorch-2.10.0-1.5.13.jar")) {
      Files.createFile(temp.resolve(name));
    }
    String path =
        String.join(
            File.pathSeparator,
            temp.resolve("classes").toString(),
            temp.resolve("core-1.jar").toString(),
            temp.resolve("jackson-databind-2.22.3.jar").toString(),
            temp.resolve("jackson-dataformat-csv-2.22.3.jar").toString(),
            temp.resolve("pytorch-2.10.0-1.5.13.jar").toString());
    assertThat(Jars.of(path, false, temp))
        .extracting(jar -> jar.getFileName().toString())
        .containsExactly("alpharl-classes.jar", "core-1.jar", "jackson-dataformat-csv-2.22.3.jar");
    assertThat(Jars.of(path, true, temp)).hasSize(4);
  }
}
