package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.LogOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.progress.StopSignal;
import io.github.alpharl.view.RunLog;
import io.github.alpharl.watch.LiveRun;
import io.github.alpharl.watch.LiveWatch;
import io.github.alpharl.watch.WatchLoop;
import io.github.alpharl.watch.WatchReport;
import io.github.alpharl.watch.alert.Alert;
import java.util.List;

/** A live watch in the terminal: prints alerts, and ends well when it is asked to. */
final class Watching implements LiveRun.Listener {

  /** Ended by an alarm that it was to wait for. */
  private static final int ALARM = 10;

  /** Ended as nothing new came. */
  private static final int IDLE = 11;

  private final RunOptions run;
  private final Output output;
  private final RunLog found;

  Watching(RunOptions run, Output output, LogOptions logging) {
    this.run = run;
    this.output = output;
    this.found = logging.log(output.out(), output.quiet());
    run.sayBy(logging.log(output.err(), output.quiet())::say);
  }

  /** Watches until the end. */
  int watch(LiveWatch.Place place, LiveRun.Options options) {
    try (LiveRun live = new LiveRun(place, options, run::open, this)) {
      live.address().ifPresent(address -> run.warn("the page is at " + address));
      try (StopSignal _ = new StopSignal(live::stop, () -> 0)) {
        WatchLoop.End end = live.run();
        print(live.report());
        output.out().flush();
        return switch (end) {
          case ALARM -> ALARM;
          case IDLE -> IDLE;
          case STEP, STOPPED -> 0;
        };
      }
    }
  }

  @Override
  public void note(String note) {
    run.warn(note);
  }

  @Override
  public void alert(Alert alert, WatchReport now) {
    if (output.json()) {
      output.out().println(now.withAlerts(List.of(alert)).json());
    } else {
      found.problem(alert.sentence());
    }
    output.out().flush();
  }

  private void print(WatchReport report) {
    if (output.json()) {
      output.out().println(report.withAlerts(List.of()).json());
    } else {
      report.forecast().ifPresent(seen -> found.say(seen.of() + ": " + seen.sentence()));
      found.say(report.ending());
    }
  }
}
