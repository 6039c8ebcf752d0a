package io.github.alpharl.follow;

import io.github.alpharl.accelerate.command.ShellCommand;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.run.StepStamp;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Decomposes the checkpoints of a run as they appear, and calls a command after each is stored. A
 * failed command or a refused checkpoint is told and does not end the following.
 */
public final class Following {

  private final Supplier<RunStudy> run;
  private final Options options;
  private final Listener listener;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final NavigableMap<Long, StepStamp> handled = new TreeMap<>();
  private final List<Long> decomposed = new ArrayList<>();
  private final List<Long> reused = new ArrayList<>();
  private volatile Optional<AlphaRlException> failure = Optional.empty();
  private String lastWait = "";

  /**
   * How a run is followed.
   *
   * @param rank triplets of a matrix
   * @param until the step that ends it once this or a later one is stored
   * @param pause time between two looks
   * @param command run by the shell after a step is stored; {@code {}} is its directory
   */
  public record Options(Rank rank, OptionalLong until, Duration pause, Optional<String> command) {}

  /** Told what happens, on the thread that follows. */
  public interface Listener {

    /** A step's factors are stored, or were. */
    void stored(long step);

    /** There is no checkpoint yet; told once for every reason. */
    void waits(String reason);

    /** A checkpoint was refused, or a command failed. */
    void problem(AlphaRlException problem);

    /** A round stored something; what it throws is told as a problem. */
    default void roundEnded() {}
  }

  /** {@code run} opens the run, and is asked again before every look. */
  public Following(Supplier<RunStudy> run, Options options, Listener listener) {
    this.run = run;
    this.options = options;
    this.listener = listener;
  }

  /** Steps that were computed. */
  public List<Long> decomposed() {
    return decomposed;
  }

  /** Steps whose factors were there. */
  public List<Long> reused() {
    return reused;
  }

  /** The last checkpoint or command that failed. */
  public Optional<AlphaRlException> failure() {
    return failure;
  }

  /** Ends it after the checkpoint in work; callable from any thread. */
  public void stop() {
    stopped.countDown();
  }

  /** Whether {@link #stop} was called. */
  public boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /** Follows until the last step wanted is stored or it is stopped. */
  public void follow() {
    while (!isDone()) {
      int before = decomposed.size() + reused.size();
      takeNew();
      if (decomposed.size() + reused.size() > before) {
        endRound();
      }
      if (!isDone()) {
        pause();
      }
    }
  }

  private boolean isDone() {
    boolean reached =
        options.until().isPresent() && handled.ceilingKey(options.until().getAsLong()) != null;
    return reached || isStopped();
  }

  private void endRound() {
    try {
      listener.roundEnded();
    } catch (AlphaRlException problem) {
      failed(problem);
    }
  }

  private void pause() {
    try {
      var _ = stopped.await(options.pause().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
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
              try {
                StepStamp stamp = StepStamp.of(directory);
                // A trainer that was started again writes its steps again.
                if (!isDone() && !stamp.equals(handled.put(step, stamp))) {
                  take(found, step);
                }
              } catch (EnvironmentException e) {
                removed(step, directory, e);
              }
            });
  }

  /** A trainer that keeps its last checkpoints alone removes one, perhaps while it is read. */
  private void removed(long step, Path directory, EnvironmentException failed) {
    if (!isGone(failed)) {
      throw failed;
    }
    handled.remove(step);
    failed(
        BadDataException.of(
                "%s: step %d was removed before it was stored, as by a trainer that keeps its last"
                    + " checkpoints alone; let it keep more of them, or look more often",
                directory, step)
            .in(directory));
  }

  private static boolean isGone(Throwable failed) {
    return Stream.iterate(failed, Objects::nonNull, Throwable::getCause)
        .anyMatch(NoSuchFileException.class::isInstance);
  }

  /** The run, or empty while it has no checkpoint. */
  private Optional<RunStudy> look() {
    try {
      Mirror.current().refresh();
      return Optional.of(run.get());
    } catch (BadDataException notYet) {
      if (!notYet.getMessage().equals(lastWait)) {
        listener.waits(notYet.getMessage());
      }
      lastWait = notYet.getMessage();
      return Optional.empty();
    } catch (EnvironmentException failed) {
      if (isGone(failed)) {
        return Optional.empty(); // a checkpoint was removed between two looks at the folder
      }
      throw failed;
    }
  }

  private void take(RunStudy opened, long step) {
    try {
      RunDecomposition.Summary summary = opened.update(options.rank(), List.of(step));
      if (decomposed.isEmpty() && reused.isEmpty()) {
        opened.tellMasters();
      }
      decomposed.addAll(summary.decomposed());
      reused.addAll(summary.reused());
      handled.keySet().removeAll(summary.setAside());
      listener.stored(step);
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
              "ALPHARL_CHECKPOINT",
                  Mirror.current().shown(checkpoint.toAbsolutePath().toString())));
    } catch (EnvironmentException e) {
      failed(
          EnvironmentException.of(
              "the command failed for step %d, whose factors are stored: %s",
              step, e.getMessage()));
    }
  }

  private void failed(AlphaRlException problem) {
    failure = Optional.of(problem);
    listener.problem(problem);
  }
}
