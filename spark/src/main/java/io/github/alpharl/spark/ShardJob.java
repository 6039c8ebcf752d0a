package io.github.alpharl.spark;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.spark.ShardCommand.Answer;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * The driver: one task for each shard, and no data between them. A shard whose machine failed is
 * tried again by Spark; one that refused its input is not, as it would refuse it again.
 */
public final class ShardJob {

  private static final String SERIALIZER = "spark.serializer";

  private ShardJob() {}

  /**
   * Runs all shards of {@code command} and returns the first failure among their answers, or
   * success, with what all of them noted.
   *
   * @throws EnvironmentException if Spark gives up
   */
  public static Answer run(ShardCommand command, int count) {
    SparkConf conf = new SparkConf();
    // Kryo, which many clusters are set to, cannot read records.
    conf.set(SERIALIZER, "org.apache.spark.serializer.JavaSerializer");
    conf.setIfMissing("spark.ui.enabled", "false");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      List<Integer> shards = IntStream.rangeClosed(1, count).boxed().toList();
      return together(spark.parallelize(shards, count).map(task(command, count, conf)).collect());
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // SparkException, which Scala does not declare
      throw EnvironmentException.because(
          "Spark gave up: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given")
              + "; run the same command again, what is done is kept",
          e);
    }
  }

  private static Task task(ShardCommand command, int count, SparkConf conf) {
    boolean local = conf.get("spark.master").startsWith("local[");
    int tries = local ? 1 : conf.getInt("spark.task.maxFailures", 4);
    return new Task(command, count, conf.getInt("spark.task.cpus", 1), tries);
  }

  /** The notes of all, each once, and the failure of the first that has one. */
  private static Answer together(List<Answer> answers) {
    List<String> notes = answers.stream().flatMap(a -> a.notes().stream()).distinct().toList();
    return answers.stream()
        .filter(answer -> answer.code() != 0)
        .findFirst()
        .map(failed -> new Answer(failed.code(), notes, failed.failure()))
        .orElse(new Answer(0, notes, List.of()));
  }

  /** A shard on an executor. */
  private record Task(ShardCommand command, int count, int threads, int tries)
      implements Function<Integer, Answer>, Serializable {

    @Override
    public Answer call(Integer index) {
      Answer answer = command.run(index, count, threads);
      if (answer.code() == ShardCommand.ENVIRONMENT
          && TaskContext.get().attemptNumber() + 1 < tries) {
        throw new IllegalStateException(String.join("; ", answer.failure()));
      }
      return answer;
    }
  }
}
