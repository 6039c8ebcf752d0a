package io.github.alpharl.cli.run;

import io.github.alpharl.accelerate.ShellCommand;
import io.github.alpharl.cli.option.FollowOptions;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.cli.progress.MetricsFile;
import io.github.alpharl.cli.progress.RunLog;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.StepStamp;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Decomposes the checkpoints of a run as they appear, and calls a command after each is stored. A
 * failed command or a refused checkpoint is reported and does not end the following.
 */
final class Following implements AutoCloseable {

  private final RunOptions run;
  private final Rank rank;
  private final FollowOptions options;
  private final RunLog log;
  private final MetricsFile metrics;
  private final Runnable afterRound;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final NavigableMap<Long, StepStamp> handled = new TreeMap<>();
  private final List<Long> decomposed = new ArrayList<>();
  private final List<Long> reused = new ArrayList<>();
  private Optional<AlphaRlException> failure = Optional.empty();
  private String lastWait = "";
  private final Thread hook = new Thread(this::stop, "stop");

  /** {@code afterRound} is run after every look that stored something. */
  Following(
      RunOptions run, Rank rank, FollowOptions options, PrintWriter err, Runnable afterRound) {
    this.run = run;
    this.rank = rank;
    this.options = options;
    this.log = options.log(err);
    this.metrics = options.metrics(run.path());
    this.afterRound = afterRound;
    run.sayBy(log::say);
  }

  /** Where factors are kept. */
  FactorStore store() {
    try (RunStudy study =
        new RunStudy(run.path(), run.options(), run.listener(), Optional.empty())) {
      return study.store();
    }
  }

  /** Steps that were computed. */
  List<Long> decomposed() {
    return decomposed;
  }

  /** Steps whose factors were there. */
  List<Long> reused() {
    return reused;
  }

  /**
   * Follows until a step of at least {@code --until} is stored or the process is asked to stop,
   * which ends it after the checkpoint in work.
   *
   * @return the exit code: 0, or that of the last checkpoint or command that failed
   */
  int follow() {
    Runtime.getRuntime().addShutdownHook(hook);
    metrics.write();
    while (!isDone()) {
      int before = decomposed.size() + reused.size();
      takeNew();
      if (decomposed.size() + reused.size() > before) {
        after();
      }
      if (!isDone()) {
        pause();
      }
    }
    if (stopped.getCount() == 0) {
      log.say("asked to stop; all finished steps are stored");
    }
    return failure.map(Failures::exitCode).orElse(0);
  }

  /** Lets a process that was asked to stop go. */
  @Override
  public void close() {
    ended.countDown();
    remove(hook);
  }

  /** Runs when the process is asked to stop: lets the step in work come to its end. */
  private void stop() {
    stopped.countDown();
    try {
      ended.await();
      Runtime.getRuntime().halt(failure.map(Failures::exitCode).orElse(0));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException _) {
      // The process is ending: it was the hook that stopped the loop.
    }
  }

  private boolean isDone() {
    boolean reached = options.until() >= 0 && handled.ceilingKey(options.until()) != null;
    return reached || stopped.getCount() == 0;
  }

  private void after() {
    try {
      afterRound.run();
    } catch (AlphaRlException problem) {
      failed(problem);
    }
  }

  private void pause() {
    try {
      var _ = stopped.await(options.pollMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped.countDown();
    }
  }

  private void takeNew() {
    look()
        .ifPresent(
            found -> {
              try (found) {
                takeNew(found);
              }
            });
  }

  private void takeNew(RunStudy found) {
    found
        .run()
        .steps()
        .forEach(
            (step, directory) -> {
              StepStamp stamp = StepStamp.of(directory);
              // A trainer that was started again writes its steps again.
              if (!isDone() && !stamp.equals(handled.put(step, stamp))) {
                take(found, step);
              }
            });
  }

  /** The run, or empty while it has no checkpoint. */
  private Optional<RunStudy> look() {
    try {
      return Optional.of(run.open());
    } catch (BadDataException notYet) {
      if (!notYet.getMessage().equals(lastWait)) {
        run.warn(notYet.getMessage() + "; waiting");
      }
      lastWait = notYet.getMessage();
      return Optional.empty();
    }
  }

  private void take(RunStudy opened, long step) {
    try {
      RunDecomposition.Summary summary = opened.update(rank, List.of(step));
      if (decomposed.isEmpty() && reused.isEmpty()) {
        opened.tellMasters();
      }
      decomposed.addAll(summary.decomposed());
      reused.addAll(summary.reused());
      handled.keySet().removeAll(summary.setAside());
      log.say("step " + step + " is stored");
      metrics.stored(step);
      options.command().ifPresent(command -> call(command, step, opened.run().steps().get(step)));
    } catch (BadDataException refused) {
      failed(refused);
    }
  }

  private void call(String command, long step, Path checkpoint) {
    try {
      ShellCommand.run(
          command.replace("{}", "\"$ALPHARL_CHECKPOINT\""),
          Map.of(
              "ALPHARL_STEP", Long.toString(step),
              "ALPHARL_CHECKPOINT", checkpoint.toAbsolutePath().toString()));
    } catch (EnvironmentException e) {
      failed(
          EnvironmentException.of(
              "the command of --exec failed for step %d, whose factors are stored: %s",
              step, e.getMessage()));
    }
  }

  private void failed(AlphaRlException problem) {
    failure = Optional.of(problem);
    log.problem(problem.getMessage());
    metrics.problem();
  }
}
