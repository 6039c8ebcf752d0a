package io.github.alpharl.view.progress;

import io.github.alpharl.eval.result.EvaluationListener;
import io.github.alpharl.view.StatusLine;
import io.github.alpharl.view.Terminal;
import io.github.alpharl.view.Words;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How an evaluation goes: a bar in a terminal, elsewhere a line every two seconds. */
public final class EvaluationProgress implements EvaluationListener, AutoCloseable {

  /** A little less than the two seconds that silence may last. */
  private static final Duration PAUSE = Duration.ofMillis(1_900);

  private final PrintWriter err;
  private final String label;
  private final long total;
  private final Progress bar;
  private final Thread clock;
  private final long begin = System.nanoTime();
  private long shown;
  private volatile long sampled;
  private volatile long graded;

  /**
   * Of {@code total} answers.
   *
   * @param quiet whether the lines outside a terminal are left out
   */
  public EvaluationProgress(PrintWriter err, boolean quiet, String label, long total) {
    this.err = err;
    this.label = label;
    this.total = total;
    this.bar = Progress.of(label, "answers", total);
    this.clock = Thread.ofVirtual().unstarted(this::tellAgainAndAgain);
    if (!Terminal.isThere() && !quiet) {
      clock.start();
    }
  }

  private void tellAgainAndAgain() {
    try {
      while (true) {
        Thread.sleep(PAUSE);
        tell();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell() {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin);
    String stand =
        graded > 0 ? graded + " of %d answers graded" : sampled + " of %d answers are there";
    note(label + ": " + stand.formatted(total) + " after " + seconds + " s");
  }

  @Override
  public synchronized void sampled(long done) {
    bar.advance(done - shown);
    shown = done;
    sampled = done;
  }

  @Override
  public void graded(long done) {
    graded = done;
    if (done == 1) {
      bar.message("grading");
    }
  }

  @Override
  public synchronized void note(String sentence) {
    StatusLine.above(err, Words.noted(err, sentence));
  }

  @Override
  public void close() {
    clock.interrupt();
    bar.close();
  }
}
