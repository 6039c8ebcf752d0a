package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FollowOptions;
import io.github.alpharl.cli.option.LogOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.RunPlace;
import io.github.alpharl.watch.LiveRun;
import io.github.alpharl.watch.LiveWatch;
import io.github.alpharl.watch.Until;
import io.github.alpharl.watch.Watch;
import io.github.alpharl.watch.WatchOptions;
import io.github.alpharl.watch.WatchReport;
import io.github.alpharl.watch.policy.Policy;
import io.github.alpharl.watch.policy.PolicyFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl watch}: looks at a run from outside its trainer. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description =
        "Watches a run from outside its trainer: its log and the weights of its checkpoints; says"
            + " when they leave what their own past foretells, and where the run is going.",
    footer = {
      "",
      "Examples:",
      "  alpharl watch checkpoints/my-grpo-run --base Qwen3-8B-Base --once"
    })
public final class WatchCommand implements Callable<Integer> {

  @Mixin private RunOptions run;
  @Mixin private Output output;
  @Mixin private LogOptions logging;

  @Option(
      names = "--metrics",
      paramLabel = "PATH",
      description =
          "The trainer's log: JSON lines, trainer_state.json, TensorBoard's files, a table (default:"
              + " the one that the run keeps).")
  private Path metrics;

  @Option(
      names = "--once",
      description =
          "Go through a finished run as if it were live, and say when it would have spoken.")
  private boolean once;

  @Option(
      names = "--run-length",
      defaultValue = "1000",
      paramLabel = "LOOKS",
      description =
          "Average number of looks to a false alert, at least, over all channels together (default:"
              + " ${DEFAULT-VALUE}).")
  private double runLength;

  @Option(
      names = "--accuracy",
      paramLabel = "SHARE",
      description = "Foretell the step that reaches this accuracy.")
  private Double accuracy;

  @Option(
      names = "--until",
      paramLabel = "alarm|STEP|idle=30m",
      description = "End then; several with commas. Otherwise when asked to (Ctrl-C or SIGTERM).")
  private String until;

  @Option(
      names = "--poll",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Look so often (default: ${DEFAULT-VALUE}).")
  private double poll;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "What the watch may do; a dry run unless it says act = yes.")
  private Path policy;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where the page is served (default: a free one).")
  private int port;

  @Option(names = "--no-page", description = "Serve no page.")
  private boolean noPage;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description =
          "Serve the page on another address than 127.0.0.1; then requests need ?token= with the"
              + " value of $$ALPHARL_WATCH_TOKEN.")
  private String host = "127.0.0.1";

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "With --once, write the page to this file.")
  private Path page;

  @Override
  public Integer call() {
    WatchOptions options =
        new WatchOptions(
            Optional.ofNullable(metrics),
            runLength,
            accuracy == null ? OptionalDouble.empty() : OptionalDouble.of(accuracy));
    return once ? once(options) : live(options);
  }

  private int once(WatchOptions options) {
    if (until != null || policy != null) {
      throw UsageException.of("--until and --policy are for a live watch, without --once");
    }
    try (Watch watch = Watch.open(run.path(), run::openStored, options)) {
      WatchReport report = watch.once();
      if (page != null) {
        watch.write(page, report);
      }
      if (output.json()) {
        output.printJson(report.json());
      } else {
        report.notes().forEach(run::warn);
        report.lines().forEach(output.out()::println);
      }
    }
    return 0;
  }

  private int live(WatchOptions options) {
    if (page != null) {
      throw UsageException.of("--page needs --once; a live watch serves its page");
    }
    Duration pause = FollowOptions.pause(poll);
    Optional<String> token = Optional.ofNullable(System.getenv("ALPHARL_WATCH_TOKEN"));
    if (!host.equals("127.0.0.1") && token.isEmpty()) {
      throw UsageException.of(
          "--host %s needs a token: set the variable ALPHARL_WATCH_TOKEN", host);
    }
    Policy allowed = policy == null ? Policy.NONE : PolicyFile.read(policy, System::getenv);
    Path store = run.options().store().orElseGet(() -> RunPlace.store(run.path()));
    LiveWatch.Place place =
        new LiveWatch.Place(run.path(), RunPlace.home(run.path()), store.resolve("watch"));
    return new Watching(run, output, logging)
        .watch(
            place,
            new LiveRun.Options(
                options,
                allowed,
                until == null ? Until.STOPPED : Until.parse(until),
                pause,
                host,
                noPage ? OptionalInt.empty() : OptionalInt.of(port),
                host.equals("127.0.0.1") ? Optional.empty() : token));
  }
}
