package io.github.alpharl.cli.option;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.follow.Following;
import io.github.alpharl.follow.MetricsFile;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.view.RunLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Mixin for taking checkpoints as they appear. */
public final class FollowOptions {

  @Option(
      names = "--follow",
      description =
          "Keep running and take checkpoints as they are completed, until --until is reached or the"
              + " process is asked to stop (Ctrl-C or SIGTERM).")
  private boolean follow;

  @Option(
      names = "--poll",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "With --follow, look for new checkpoints so often (default: ${DEFAULT-VALUE}).")
  private double poll;

  @Option(
      names = "--exec",
      paramLabel = "CMD",
      description =
          "With --follow, run this shell command once the factors of a checkpoint are stored, for"
              + " instance to delete or archive it; {} is its directory, as is $$ALPHARL_CHECKPOINT,"
              + " and $$ALPHARL_STEP the step. After a restart it is called again for checkpoints"
              + " that are still there.")
  private String command;

  @Option(
      names = "--until",
      paramLabel = "STEP",
      description = "With --follow, end after this or a later step is stored.")
  private Long until;

  @Mixin private LogOptions logging;

  @Option(
      names = "--metrics-file",
      paramLabel = "FILE",
      description =
          "With --follow: keep last step, stored steps and problems in a text file for the collector"
              + " of a node exporter (NAME.prom).")
  private Path metrics;

  public boolean follow() {
    return follow;
  }

  /** Where events go. */
  public RunLog log(Output output) {
    return logging.log(output.err(), output.quiet());
  }

  /** The file with the metrics of {@code run}. */
  public MetricsFile metrics(Path run) {
    return new MetricsFile(Optional.ofNullable(metrics), run);
  }

  /** How a run is followed with {@code rank} triplets of a matrix. */
  public Following.Options following(Rank rank) {
    return new Following.Options(
        rank,
        until == null ? OptionalLong.empty() : OptionalLong.of(until),
        pause(poll),
        Optional.ofNullable(command));
  }

  public void check() {
    if (!follow && (command != null || until != null || metrics != null)) {
      throw UsageException.of("--exec, --until and --metrics-file need --follow");
    }
    pause(poll);
  }

  /**
   * {@code --poll} in seconds as a time.
   *
   * @throws UsageException if it is out of bounds
   */
  public static Duration pause(double poll) {
    if (!(poll >= 0.01 && poll <= 1e6)) {
      throw UsageException.of("--poll must be between 0.01 and 1e6 seconds, not %s", poll);
    }
    return Duration.ofMillis((long) (poll * 1000));
  }
}
