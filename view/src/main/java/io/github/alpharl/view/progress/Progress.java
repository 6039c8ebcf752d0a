package io.github.alpharl.view.progress;

import io.github.alpharl.study.StudyListener;
import io.github.alpharl.view.Stage;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with the time left where bars are shown; elsewhere what signs of life tell of. */
public final class Progress implements StudyListener.Work {

  private static volatile PrintStream terminal; // null: no bars

  private final ProgressBar bar; // null when silent
  private final Stage stage;

  private Progress(ProgressBar bar, Stage stage) {
    this.bar = bar;
    this.stage = stage;
  }

  /** Progress of {@code task} over {@code total} units. */
  public static Progress of(String task, String unit, long total) {
    PrintStream shown = terminal;
    return new Progress(
        shown == null ? null : build(shown, task, unit, total), Stage.begin(task, unit, total));
  }

  /** Bars go to {@code terminal} from now on. */
  public static void showOn(PrintStream terminal) {
    Progress.terminal = new PrintStream(terminal, true, StandardCharsets.UTF_8);
  }

  /** No bars from now on: several commands at a time share the terminal. */
  public static void quieten() {
    terminal = null;
  }

  private static ProgressBar build(PrintStream terminal, String task, String unit, long total) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(total)
        .setUnit(" " + unit, 1)
        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .showSpeed()
        .setConsumer(new ConsoleProgressBarConsumer(terminal))
        .build();
  }

  @Override
  public void advance(long units) {
    stage.advance(units);
    if (bar != null) {
      bar.stepBy(units);
    }
  }

  /** Shows {@code text} beside the bar. */
  public void message(String text) {
    if (bar != null) {
      bar.setExtraMessage(" " + text);
    }
  }

  @Override
  public void close() {
    stage.close();
    if (bar != null) {
      bar.close();
    }
  }
}
