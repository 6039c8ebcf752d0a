package io.github.alpharl.cli;

import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.spark.ShardCommand;
import io.github.alpharl.spark.ShardJob;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The driver that spark-submit starts: so many shards of a command, its words after the number. */
public final class SparkShards {

  private SparkShards() {}

  /** Runs them and exits with their code. */
  public static void main(String[] args) {
    System.exit(run(Integer.parseInt(args[0]), List.of(args).subList(1, args.length)));
  }

  private static int run(int count, List<String> words) {
    try {
      ShardCommand.Answer answer = ShardJob.run(new Words(List.copyOf(words)), count);
      answer.notes().forEach(System.err::println);
      answer.failure().forEach(System.err::println);
      return answer.code();
    } catch (AlphaRlException e) {
      System.err.println("alpharl: " + Failures.sentence(e, _ -> false));
      return Failures.exitCode(e);
    }
  }

  /** A command by its words. */
  private record Words(List<String> words) implements ShardCommand {

    @Override
    public Answer run(int index, int count, int threads) {
      List<String> all = new ArrayList<>(words);
      all.add("--shard=" + index + "/" + count);
      if (words.stream().noneMatch(word -> word.startsWith("--threads"))
          && Main.hasOption(words.getFirst(), "--threads")) {
        all.add("--threads=" + threads);
      }
      StringWriter said = new StringWriter();
      int code =
          Main.run(
              new PrintWriter(Writer.nullWriter()),
              new PrintWriter(said, true),
              all.toArray(String[]::new));
      Map<Boolean, List<String>> lines =
          said.toString().lines().collect(Collectors.partitioningBy(Words::isNote));
      String own = "alpharl: note: shard " + index + "/" + count;
      return new Answer(
          code,
          lines.get(true).stream()
              .filter(line -> !line.equals(own) && !line.endsWith(" left to other shards"))
              .toList(), // which run here, too
          lines.get(false));
    }

    private static boolean isNote(String line) {
      return line.startsWith("alpharl: note: ");
    }
  }
}
