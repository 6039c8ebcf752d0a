package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Runs the command line as a user would and keeps what it prints. {@link #run} stays in this JVM,
 * which takes milliseconds; with {@code -Dalpharl.fork=true} it starts a JVM of its own, as {@link
 * #fork} always does.
 */
final class Cli {

  private static final long PATIENCE_SECONDS = 120;
  private static final List<String> JVM =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "--add-modules",
          "jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xshare:auto",
          "-XX:-CreateCoredumpOnCrash",
          "-Dstdout.encoding=UTF-8",
          "-Dstderr.encoding=UTF-8");

  private Cli() {}

  /** How a command ended; {@code err} lacks the JVM's own warning about its vector module. */
  record Result(int exit, String out, String err) {

    /** Fails unless the command succeeded. */
    Result ok() {
      assertThat(exit).as("%s%s", out, err).isZero();
      return this;
    }

    /** Fails unless the command refused in one clear sentence with all {@code parts}. */
    Result refused(int code, String... parts) {
      List<String> lines = err.lines().filter(line -> !line.startsWith("alpharl: note: ")).toList();
      assertThat(exit).as(err).isEqualTo(code);
      assertThat(out).isEmpty();
      assertThat(lines).hasSize(1);
      assertThat(List.of(parts)).allMatch(part -> lines.getFirst().contains(part), err);
      assertThat(err).startsWith("alpharl: ");
      assertThat(err).doesNotContain("Exception", "\tat ", "this is a bug");
      return this;
    }

    /** Fails unless standard error has a note with all {@code parts}. */
    Result noted(String... parts) {
      assertThat(err.lines().filter(line -> line.startsWith("alpharl: note: ")))
          .anySatisfy(line -> assertThat(line).contains(parts));
      return this;
    }
  }

  /** A command in its own JVM. */
  record Child(Process process, Path out, Path err) {

    /** Waits until it ends. */
    Result result() throws IOException, InterruptedException {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError("no end after " + PATIENCE_SECONDS + " s: " + text(err));
      }
      String own =
          text(err)
              .lines()
              .filter(line -> !line.startsWith("WARNING: Using incubator modules"))
              .filter(line -> !line.contains("Z alpharl: at work for ")) // on a busy machine
              .map(line -> line + "\n")
              .collect(Collectors.joining());
      Result result = new Result(process.exitValue(), text(out), own);
      Files.delete(out);
      Files.delete(err);
      return result;
    }

    /** Ends it by SIGKILL. */
    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }

    private static String text(Path file) throws IOException {
      return Files.readString(file);
    }
  }

  /** Runs the command that {@code args} name, in this JVM unless asked otherwise. */
  static synchronized Result run(Object... args) {
    if (Boolean.getBoolean("alpharl.fork")) {
      return fork(args);
    }
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      int exit = Main.run(texts(args));
      return new Result(
          exit,
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** Runs the command in a JVM of its own. */
  static Result fork(Object... args) {
    return fork(List.of(), args);
  }

  /** Runs the command in a JVM with these further options. */
  static Result fork(List<String> options, Object... args) {
    try {
      return start(options, args).result();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Starts the command in a JVM with these further options. */
  static Child start(List<String> options, Object... args) throws IOException {
    return start(Map.of(), options, args);
  }

  /** Starts the command in a JVM with these further environment variables and options. */
  static Child start(Map<String, String> environment, List<String> options, Object... args)
      throws IOException {
    List<String> command = new ArrayList<>(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(options); // may name another class path
    command.add(Main.class.getName());
    command.addAll(List.of(texts(args)));
    Path out = Files.createTempFile("alpharl-out", "");
    Path err = Files.createTempFile("alpharl-err", "");
    ProcessBuilder process =
        new ProcessBuilder(command)
            .directory(out.getParent().toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    process.environment().putAll(environment);
    return new Child(process.start(), out, err);
  }

  /** What a shell calls to run the command line. */
  static String commandLine() {
    return String.join(" ", JVM)
        + " -cp '"
        + System.getProperty("java.class.path")
        + "' "
        + Main.class.getName();
  }

  private static String[] texts(Object[] args) {
    return Arrays.stream(args).map(String::valueOf).toArray(String[]::new);
  }
}
