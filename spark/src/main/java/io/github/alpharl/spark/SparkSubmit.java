package io.github.alpharl.spark;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Starts a main class of this program by the spark-submit of the user's Spark, which must be the
 * version of the cluster.
 *
 * @param home of Spark
 * @param master such as {@code local[2]} or {@code spark://host:7077}
 * @param conf further settings, each {@code key=value}
 * @param lab whether executors run models, and so need LibTorch
 */
public record SparkSubmit(Path home, String master, List<String> conf, boolean lab) {

  /** Such as spark-core_2.13-4.2.0.jar. */
  private static final Pattern CORE = Pattern.compile("spark-core_2\\.13-(\\d+)\\.(\\d+)\\..*jar");

  private static final List<String> LOGGING =
      List.of(
          "rootLogger.level = warn",
          "rootLogger.appenderRef.console.ref = console",
          "appender.console.type = Console",
          "appender.console.name = console",
          "appender.console.target = SYSTEM_ERR",
          "appender.console.layout.type = PatternLayout",
          "appender.console.layout.pattern = spark: %p %c{1}: %m%n%ex{none}",
          "logger.native.name = org.apache.hadoop.util.NativeCodeLoader",
          "logger.native.level = error",
          "logger.host.name = org.apache.spark.util.Utils",
          "logger.host.level = error");

  private static final String OPTIONS = "SPARK_SUBMIT_OPTS";
  private static final int FAILED = 1;
  private static final int KILLED = 128;

  /** Copies the list. */
  public SparkSubmit {
    conf = List.copyOf(conf);
    for (String setting : conf) {
      if (setting.indexOf('=') < 1) {
        throw UsageException.of("a setting of Spark is KEY=VALUE, not '%s'", setting);
      }
    }
  }

  /**
   * With the Spark that {@code environment} names.
   *
   * @throws EnvironmentException without SPARK_HOME, or if that is no Spark 4.1 or newer
   */
  public static SparkSubmit of(
      Map<String, String> environment, String master, List<String> conf, boolean lab) {
    Path home =
        Optional.ofNullable(environment.get("SPARK_HOME"))
            .filter(name -> !name.isBlank())
            .map(Path::of)
            .orElseThrow(
                () ->
                    EnvironmentException.of(
                        "SPARK_HOME is not set; set it to the folder of a Spark 4.2, the version of"
                            + " the cluster"));
    requireVersion(home);
    return new SparkSubmit(home, master, conf, lab);
  }

  private static void requireVersion(Path home) {
    if (!Files.isExecutable(submit(home))) {
      throw EnvironmentException.of(
          "%s: is no executable file; SPARK_HOME must be the folder of a Spark 4.2", submit(home));
    }
    try (Stream<Path> jars = Files.list(home.resolve("jars"))) {
      Optional<Matcher> core =
          jars.map(jar -> CORE.matcher(jar.getFileName().toString()))
              .filter(Matcher::matches)
              .findFirst();
      if (core.isEmpty() || !runsOnThisJava(core.get())) {
        throw EnvironmentException.of(
            "%s: holds %s; Spark runs on Java 25 from 4.1 on, and 4.2 is the version that says so",
            home.resolve("jars"), core.map(Matcher::group).orElse("no spark-core of Scala 2.13"));
      }
    } catch (IOException e) {
      throw Disk.failed("cannot read", home.resolve("jars"), e);
    }
  }

  private static boolean runsOnThisJava(Matcher core) {
    int major = Integer.parseInt(core.group(1));
    return major > 4 || (major == 4 && Integer.parseInt(core.group(2)) >= 1);
  }

  private static Path submit(Path home) {
    return home.resolve("bin").resolve("spark-submit");
  }

  /**
   * Runs {@code main} with {@code words} as the driver and waits for its end.
   *
   * @param told hears each line on its standard error
   * @return its exit code
   */
  public int run(String main, List<String> words, Consumer<String> told) {
    Path scratch = scratch();
    try {
      ProcessBuilder builder = new ProcessBuilder(command(main, words, scratch));
      builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
      settle(builder.environment(), scratch);
      return ended(builder, told);
    } finally {
      delete(scratch);
    }
  }

  private List<String> command(String main, List<String> words, Path scratch) {
    List<Path> jars = Jars.of(System.getProperty("java.class.path"), lab, scratch);
    List<String> command = new ArrayList<>(List.of(submit(home).toString()));
    command.addAll(List.of("--master", master, "--name", "alpharl", "--class", main));
    conf.forEach(setting -> command.addAll(List.of("--conf", setting)));
    String others = jars.stream().skip(1).map(Path::toString).collect(Collectors.joining(","));
    if (!others.isEmpty()) {
      command.addAll(List.of("--jars", others));
    }
    command.add(jars.getFirst().toString());
    command.addAll(words);
    return command;
  }

  /** Quiet logs, unless the user has set them up; this Java, unless another was chosen. */
  private void settle(Map<String, String> environment, Path scratch) {
    if (!hasOwnLogging(environment)) {
      Path file = scratch.resolve("log4j2.properties");
      try {
        Files.write(file, LOGGING);
      } catch (IOException e) {
        throw Disk.failed("cannot write", file, e);
      }
      environment.merge(OPTIONS, "-Dlog4j2.configurationFile=" + file, (a, b) -> a + " " + b);
    }
    Path java = Path.of(System.getProperty("java.home"));
    if (Files.isExecutable(java.resolve("bin").resolve("javac"))) { // and not a cut runtime
      environment.putIfAbsent("JAVA_HOME", java.toString());
    }
  }

  private boolean hasOwnLogging(Map<String, String> environment) {
    return Files.exists(home.resolve("conf").resolve("log4j2.properties"))
        || environment.getOrDefault(OPTIONS, "").contains("log4j2");
  }

  /** A line of a stack trace within a message, or the empty one after it. */
  private static boolean isOfTrace(String line) {
    return line.isBlank() || line.startsWith("\t") || line.startsWith("Caused by: ");
  }

  private int ended(ProcessBuilder builder, Consumer<String> told) {
    try {
      Process process = builder.start();
      List<String> said = new ArrayList<>();
      boolean all = hasOwnLogging(System.getenv());
      try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
        lines.lines().filter(line -> all || !isOfTrace(line)).peek(said::add).forEach(told);
      }
      int code = process.waitFor();
      if (code == FAILED && said.stream().noneMatch(line -> line.startsWith("alpharl: "))) {
        throw EnvironmentException.of(
            "Spark ended with code %d before any shard answered; its last words: %s",
            code, said.isEmpty() ? "none" : said.getLast().strip());
      }
      if (code > KILLED) {
        throw EnvironmentException.of(
            "the driver of Spark was ended by signal %d; run the same command again, what is done"
                + " is kept",
            code - KILLED);
      }
      return code;
    } catch (IOException e) {
      throw Disk.failed("cannot start", submit(home), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw EnvironmentException.because("interrupted while Spark worked", e);
    }
  }

  private static Path scratch() {
    try {
      return Files.createTempDirectory("alpharl-spark");
    } catch (IOException e) {
      throw Disk.failed("cannot write", Path.of(System.getProperty("java.io.tmpdir")), e);
    }
  }

  private static void delete(Path scratch) {
    File[] files = scratch.toFile().listFiles();
    for (File file : files == null ? new File[0] : files) {
      file.delete();
    }
    scratch.toFile().delete();
  }
}
