package io.github.alpharl.cli;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Spark to test with: that of SPARK_HOME, else one made of the jars that Maven has or fetches.
 */
final class SparkHome {

  /** Of JVMs that live for seconds. */
  static final String QUICK =
      "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:+UnlockDiagnosticVMOptions"
          + " -XX:-BytecodeVerificationRemote";

  private static final long PATIENCE_SECONDS = 240;

  /** What a decomposition needs; each executor fetches it. Such as picocli-4.7.7.jar. */
  private static final Pattern NEEDED =
      Pattern.compile("(picocli|jackson|ejml|hipparchus|progressbar)-.*jar");

  /** As in a distribution: Spark's launcher says what to start, words ended by NUL. */
  private static final String CLASS =
      """
      #!/usr/bin/env bash
      set -euo pipefail
      export SPARK_SCALA_VERSION=2.13
      command=()
      while IFS= read -d '' -r word; do command+=("$word"); done < <(
        "$JAVA_HOME/bin/java" -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" \\
          org.apache.spark.launcher.Main "$@")
      command=("${command[@]:1}")
      command[0]=${command[0]#$'\\n'}
      exec "${command[@]}"
      """;

  private static final String SUBMIT =
      """
      #!/usr/bin/env bash
      exec "$SPARK_HOME/bin/spark-class" org.apache.spark.deploy.SparkSubmit "$@"
      """;

  private SparkHome() {}

  /** Its folder; the test is skipped where there is none. */
  static Path find() throws IOException, InterruptedException {
    String given = System.getenv("SPARK_HOME");
    if (given != null) {
      return Path.of(given);
    }
    Path home = Path.of("target", "spark-home").toAbsolutePath();
    if (!Files.isExecutable(home.resolve("bin").resolve("spark-submit"))) {
      make(home);
    }
    return home;
  }

  /** What starts it on this machine alone, with temporary files in {@code scratch}. */
  static Map<String, String> environment(Path home, Path scratch) {
    return Map.of(
        "SPARK_HOME",
        home.toString(),
        "SPARK_SCALA_VERSION",
        "2.13",
        "SPARK_LOCAL_IP",
        "127.0.0.1",
        "SPARK_LOCAL_DIRS",
        scratch.toString(),
        "SPARK_SUBMIT_OPTS",
        QUICK + " -Djava.io.tmpdir=" + scratch);
  }

  /** Options of a JVM that decomposes and hands no more to Spark than that needs. */
  static List<String> onClassPath() {
    String path =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> NEEDED.matcher(new File(entry).getName()).matches() || isOurs(entry))
            .collect(Collectors.joining(File.pathSeparator));
    return List.of("-cp", path);
  }

  /** The folder of classes or the jar of a module. */
  private static boolean isOurs(String entry) {
    Path path = Path.of(entry).toAbsolutePath();
    return Files.isDirectory(path)
        || path.getParent().endsWith("target")
        || entry.contains("io/github/alpharl");
  }

  private static void make(Path home) throws IOException, InterruptedException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    for (String jar : classPath(home).split(":")) {
      Path link = jars.resolve(Path.of(jar).getFileName());
      if (!Files.exists(link)) {
        Files.createSymbolicLink(link, Path.of(jar));
      }
    }
    Path bin = Files.createDirectories(home.resolve("bin"));
    script(bin.resolve("spark-class"), CLASS);
    script(bin.resolve("spark-submit"), SUBMIT);
  }

  private static void script(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String classPath(Path home) throws IOException, InterruptedException {
    Path pom = home.resolve("pom.xml");
    Path list = home.resolve("class-path.txt");
    try (InputStream in = SparkHome.class.getResourceAsStream("/spark-home.xml")) {
      Files.write(pom, in.readAllBytes());
    }
    if (!maven(pom, list, List.of("--offline")) && !maven(pom, list, List.of())) {
      abort("Spark's jars cannot be had: no SPARK_HOME, and Maven (mvn) does not give them");
    }
    return Files.readString(list).strip();
  }

  private static boolean maven(Path pom, Path list, List<String> options)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder("mvn", "-q", "-B", "-f", pom.toString());
    builder.command().addAll(options);
    builder
        .command()
        .addAll(
            List.of(
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                "-Dmdep.outputFile=" + list));
    builder.redirectErrorStream(true).redirectOutput(pom.resolveSibling("maven.log").toFile());
    try {
      Process maven = builder.start();
      if (!maven.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        maven.destroyForcibly().waitFor();
        return false;
      }
      return maven.exitValue() == 0 && Files.isRegularFile(list);
    } catch (IOException absent) {
      return false;
    }
  }
}
