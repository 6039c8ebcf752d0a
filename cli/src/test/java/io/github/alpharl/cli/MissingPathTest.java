package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.cli.command.AlphaRl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A path that was typed and is not there: exit code 2 and its name, whatever the command. */
class MissingPathTest {

  @TempDir Path temp;

  /** A command a line; NONE is what is not there, RUN, MODEL, LOG and OUT are. */
  private static final List<String> COMMANDS =
      """
      accelerate --model NONE --task sorting --out OUT
      accelerate --model MODEL --config NONE --task sorting --out OUT
      behaviour NONE --base NONE --benchmark BENCH
      behaviour MODEL --base NONE --benchmark BENCH
      behaviour MODEL --base MODEL --benchmark NONE
      behaviour MODEL --base MODEL --benchmark aime24 --benchmarks NONE
      bench fuzz NONE
      bench run NONE
      bench run RUN --base NONE
      compare NONE --window 50%
      compare RUN --window 50% --base NONE
      compare RUN --window 50% --scores NONE
      compare RUN --window 50% --clock NONE
      decompose NONE
      decompose RUN --base NONE
      diff NONE
      diff NONE MODEL
      diff MODEL NONE
      diff RUN --base NONE
      dominance NONE
      dominance RUN --base NONE
      evaluate NONE --benchmark BENCH
      evaluate MODEL --benchmark NONE
      evaluate MODEL --benchmark aime24 --benchmarks NONE
      export NONE --out OUT
      export MODEL --base NONE --out OUT
      forecast NONE
      forecast RUN --scores NONE
      grade --file NONE
      headroom NONE --window 50%
      headroom RUN --window 50% --base NONE
      headroom RUN --window 100% --scores NONE
      inspect NONE
      inspect RUN --base NONE
      linearity NONE
      linearity RUN --base NONE
      linearity RUN --scores NONE
      predict NONE --window 50% --target-step 9 --out OUT
      predict RUN --window 50% --target-step 9 --out OUT --base NONE
      predict RUN --window 50% --target-accuracy 0.9 --out OUT --scores NONE
      predict RUN --window 50% --target-step 9 --out OUT --forecaster velocity --clock NONE
      reconstruct NONE --step 20 --out OUT
      reconstruct RUN --step 20 --out OUT --base NONE
      report NONE
      report RUN --base NONE
      report RUN --scores NONE
      report RUN --evaluated NONE
      report RUN --clock NONE
      reproduce figure-3 --run NONE --out OUT
      reproduce figure-3 --run RUN --base NONE --out OUT
      reproduce figure-3 --run RUN --scores NONE --out OUT
      reproduce figure-3 --scale NONE --out OUT
      sample NONE --prompt 1
      train --model NONE --task sorting --out OUT
      train --model MODEL --config NONE --task sorting --out OUT
      watch NONE --once
      watch RUN --base NONE --once
      watch RUN --metrics NONE/log.jsonl --once
      watch RUN --policy NONE --until 10
      """
          .lines()
          .toList();

  /** Options that name what is written, or made where it is not there. */
  private static final Set<String> WRITTEN =
      Set.of(
          "--metrics-file",
          "--out",
          "--store",
          "--scratch",
          "--dir",
          "--page",
          "--table",
          "--figure");

  /** Not read by these: a full model needs no base, a forecast of scores reads no weights. */
  private static final Set<String> UNREAD =
      Set.of("evaluate --base", "forecast --base", "bench make-run ");

  static Stream<String> commands() {
    return COMMANDS.stream();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void isAMistakeInTheCommand(String command) throws IOException {
    Path run = SmallRun.write(temp.resolve("run"));
    Path bench = temp.resolve("bench.jsonl");
    Files.writeString(bench, "{\"problem\": \"1+1\", \"answer\": \"2\"}\n");
    String[] words =
        command
            .replace("RUN", run.toString())
            .replace("MODEL", run.resolve("step-0").toString())
            .replace("NONE", temp.resolve("absent").toString())
            .replace("BENCH", bench.toString())
            .replace("OUT", temp.resolve("out").toString())
            .split(" ");
    Cli.Result result = Cli.run((Object[]) words);
    assertThat(result.exit()).as(command + ": " + result.err()).isEqualTo(2);
    assertThat(result.err().lines().filter(line -> !line.contains(" note: ")).toList())
        .anyMatch(line -> line.startsWith("alpharl: ") && line.contains("absent"));
    assertThat(result.out()).isEmpty();
  }

  @Test
  void everyArgumentThatNamesAnInputIsTried() {
    Set<String> missing = new TreeSet<>();
    paths(
        AlphaRl.line(),
        "",
        (command, arg) -> {
          if (COMMANDS.stream().noneMatch(line -> tries(line, command, arg))) {
            missing.add(command + arg);
          }
        });
    missing.removeAll(UNREAD);
    assertThat(missing).isEmpty();
  }

  private static boolean tries(String line, String command, String arg) {
    return line.startsWith(command)
        && (arg.isEmpty()
            ? line.substring(command.length()).contains("NONE")
            : line.contains(" " + arg + " NONE"));
  }

  /** Every argument of the type Path, with its command. */
  private static void paths(CommandLine line, String name, BiConsumer<String, String> each) {
    line.getSubcommands()
        .forEach(
            (word, command) -> {
              for (ArgSpec arg : command.getCommandSpec().args()) {
                String option = arg instanceof OptionSpec one ? one.longestName() : "";
                boolean isPath =
                    Stream.concat(Stream.of(arg.type()), Stream.of(arg.auxiliaryTypes()))
                        .anyMatch(type -> type == Path.class);
                if (isPath && !WRITTEN.contains(option)) {
                  each.accept(name + word + " ", option);
                }
              }
              paths(command, name + word + " ", each);
            });
  }
}
