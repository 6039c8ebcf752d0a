package io.github.alpharl.cli.option;

import io.github.alpharl.cli.word.OwnWords;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.race.Asking;
import io.github.alpharl.run.Shard;
import io.github.alpharl.spark.SparkSubmit;
import io.github.alpharl.view.Words;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Mixin: the work shared among processes, by the user's own scheduler or by Spark. */
public final class ShardOptions {

  /** The driver's main class, which knows all commands. */
  private static final String DRIVER = "io.github.alpharl.cli.SparkShards";

  private static final String NOTE = "alpharl: note: ";

  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Only this process's share of the work, of N shares; auto/N takes I from the task of a"
              + " SLURM array (from 1) or of an indexed Kubernetes job, auto takes both from SLURM.")
  private String shard;

  @Option(names = "--merge", description = "Puts the parts of all shards together.")
  private boolean merge;

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description =
          "Runs the shards on Spark by the spark-submit of $SPARK_HOME, such as on local[2] or"
              + " spark://host:7077, then puts them together.")
  private String master;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "With --spark: how many; some for each core (default: 16).")
  private Integer shards;

  @Option(
      names = "--conf",
      paramLabel = "K=V",
      description = "With --spark: a setting of Spark; may be repeated.")
  private List<String> conf = List.of();

  /** Refuses options that contradict each other. */
  public void check() {
    if (shard != null && (merge || master != null)) {
      throw UsageException.of(
          "--shard is one process's share; --merge comes after all of them, and --spark runs them");
    }
    if (master == null && (shards != null || !conf.isEmpty())) {
      throw UsageException.of("--shards and --conf are of --spark");
    }
    if (shards != null && shards < 1) {
      throw UsageException.of("--shards must be at least 1, not %d", shards);
    }
  }

  /** Whether this process is one of several or puts their parts together. */
  public boolean given() {
    return shard != null || merge || master != null;
  }

  /** The share of this process, if it has one. */
  public Optional<Shard> own() {
    Optional<Shard> own =
        Optional.ofNullable(shard).map(text -> Shard.parse(text, System.getenv()));
    own.ifPresent(share -> Words.note(err(), "shard " + share));
    return own;
  }

  /** Which of the results that are kept one by one this process computes. */
  public Asking asking() {
    Optional<Asking> share = own().map(Asking.Own::new);
    return share.orElse(merges() ? new Asking.Never() : new Asking.Alone());
  }

  /**
   * Says how a search stands after this shard.
   *
   * @param decided whether all its rounds have their answers
   * @throws UsageException where they are to be put together and some are missing
   */
  public void requireRound(boolean decided, Consumer<String> note) {
    if (!decided && merges()) {
      throw UsageException.of(
          "a round of the search lacks answers; run all shards again, with the same options, once"
              + " for each round, then merge");
    }
    note.accept(
        decided
            ? "the search is decided; merge"
            : "a round lacks answers of other shards; when all have ended, run them again");
  }

  /** Whether parts are to be put together, those of Spark, too. */
  public boolean merges() {
    return merge || master != null;
  }

  /** Whether Spark runs the shards. */
  public boolean onSpark() {
    return master != null;
  }

  /**
   * Runs all shards on Spark, if it was asked for.
   *
   * @param lab whether they run models
   * @param further words for the shards alone
   * @param note hears what the shards noted
   * @return 0, or the exit code of the shard that failed, which has been said
   */
  public int work(boolean lab, List<String> further, Consumer<String> note) {
    if (master == null) {
      return 0;
    }
    SparkSubmit submit = SparkSubmit.of(System.getenv(), master, settings(), lab);
    List<String> words = new ArrayList<>(List.of(Integer.toString(shards == null ? 16 : shards)));
    words.addAll(new OwnWords(spec, List.of("--spark", "--shards", "--conf")).list());
    words.addAll(further);
    int code = submit.run(DRIVER, words, line -> tell(line, note));
    Mirror.current().refresh();
    return code;
  }

  /** A shard uses as many threads as its task has cores. */
  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    Optional.ofNullable(spec.findOption("--threads"))
        .filter(spec.commandLine().getParseResult()::hasMatchedOption)
        .ifPresent(threads -> settings.add("spark.task.cpus=" + threads.getValue()));
    settings.addAll(conf);
    return settings;
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private void tell(String line, Consumer<String> note) {
    if (line.startsWith(NOTE)) {
      note.accept(line.substring(NOTE.length()));
    } else if (!line.startsWith("WARNING: ")) { // of the JVM about its vector module
      err().println(line);
    }
  }
}
