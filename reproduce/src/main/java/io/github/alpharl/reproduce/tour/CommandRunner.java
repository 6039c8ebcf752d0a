package io.github.alpharl.reproduce.tour;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Parts of a plan and who works on them: each is taken, in order, as soon as its checkpoint and the
 * parts before it are there. One worker keeps up with the training, a second one joins when the
 * training is over.
 */
public final class CommandRunner {

  private static final long POLL_MILLIS = 50;

  private final List<PlannedCommand> parts;
  private final IntPredicate reached;
  private final Consumer<PlannedCommand> work;
  private final Set<String> taken = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private boolean stopped;

  /**
   * A crew for {@code parts}.
   *
   * @param reached whether the training has got to a step
   */
  public CommandRunner(
      List<PlannedCommand> parts, IntPredicate reached, Consumer<PlannedCommand> work) {
    this.parts = parts;
    this.reached = reached;
    this.work = work;
  }

  /** Takes parts until all are taken, or the crew is stopped. */
  public void work() {
    try {
      while (open()) {
        Optional<PlannedCommand> part = take();
        if (part.isPresent()) {
          work.accept(part.get());
          finished(part.get());
        } else {
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop();
    } catch (RuntimeException | Error e) {
      stop();
      throw e;
    }
  }

  /** Lets no one begin another part. */
  public synchronized void stop() {
    stopped = true;
  }

  private synchronized boolean open() {
    return !stopped && taken.size() < parts.size();
  }

  private synchronized Optional<PlannedCommand> take() {
    Optional<PlannedCommand> next =
        parts.stream()
            .filter(part -> !taken.contains(part.name()))
            .filter(part -> done.containsAll(part.needs()) && reached.test(part.after()))
            .findFirst();
    next.ifPresent(part -> taken.add(part.name()));
    return next;
  }

  private synchronized void finished(PlannedCommand part) {
    done.add(part.name());
  }
}
