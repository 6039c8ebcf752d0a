package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FollowOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.cli.progress.StopSignal;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.follow.Following;
import io.github.alpharl.follow.MetricsFile;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.view.RunLog;
import java.util.function.Consumer;

/** A run that is followed: lines with their time, the metrics file, the end of the process. */
final class FollowedRun implements Following.Listener {

  private final RunOptions run;
  private final RunLog log;
  private final MetricsFile metrics;
  private final Runnable afterRound;
  private final Following work;

  /** {@code afterRound} is run after every look that stored something. */
  FollowedRun(
      RunOptions run, Rank rank, FollowOptions options, Output output, Runnable afterRound) {
    this.run = run;
    this.log = options.log(output);
    this.metrics = options.metrics(run.path());
    this.afterRound = afterRound;
    this.work = new Following(run::open, options.following(rank), this);
    run.sayBy(log::say);
  }

  /**
   * Follows to its end, and has {@code summary} say what was done even where the process is asked
   * to stop.
   *
   * @return the exit code: 0, or that of what failed last
   */
  int follow(Consumer<Following> summary) {
    metrics.write();
    try (StopSignal _ = new StopSignal(work::stop, this::exitCode)) {
      work.follow();
      if (work.isStopped()) {
        log.say("asked to stop; all finished steps are stored");
      }
      summary.accept(work);
    }
    return exitCode();
  }

  private int exitCode() {
    return work.failure().map(Failures::exitCode).orElse(0);
  }

  @Override
  public void stored(long step) {
    log.say("step " + step + " is stored");
    metrics.stored(step);
  }

  @Override
  public void waits(String reason) {
    run.warn(reason + "; waiting");
  }

  @Override
  public void problem(AlphaRlException problem) {
    log.problem(problem.getMessage());
    metrics.problem();
  }

  @Override
  public void roundEnded() {
    afterRound.run();
  }
}
