package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FollowOptions;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.ShardOptions;
import io.github.alpharl.disk.ReadAhead;
import io.github.alpharl.factor.FactorStore;
import io.github.alpharl.factor.RunDecomposition;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.follow.Following;
import io.github.alpharl.run.Run;
import io.github.alpharl.run.Shard;
import io.github.alpharl.run.StepNotes;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.study.RunStudy;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl decompose}: brings the factor store up to date with a run. */
@Command(
    name = "decompose",
    mixinStandardHelpOptions = true,
    description =
        "Computes the top singular triplets of every update W_t − W_0 and stores them; goes on where"
            + " an earlier call stopped.",
    footer = {
      "",
      "Examples:",
      "  alpharl decompose checkpoints/my-grpo-run --base Qwen3-8B-Base",
      "  alpharl decompose run.json --rank 1%% --steps 100..500 --store /fast/factors",
      "  alpharl decompose checkpoints/my-run --follow --until 1000 --exec 'rm -r {}'"
    })
public final class Decompose implements Callable<Integer> {

  private static final Pattern STEPS = Pattern.compile("(\\d{1,18})\\.\\.(\\d{1,18})");

  @Mixin private RunOptions run;
  @Mixin private Output output;
  @Mixin private FollowOptions following;

  @Option(
      names = "--rank",
      paramLabel = "1|K|P%",
      description = "Triplets per matrix: a number, or a share of the smaller side.")
  private String rank = "1";

  @Option(
      names = "--steps",
      paramLabel = "A..B",
      description = "Only steps from A to B, both included.")
  private String steps;

  @Mixin private ShardOptions shards;

  @Override
  public Integer call() {
    following.check();
    shards.check();
    if (following.follow()) {
      return follow();
    }
    int code = shards.work(false, List.of(), run::warn);
    if (code != 0) {
      return code;
    }
    try (RunStudy study = run.open()) {
      return decompose(study);
    }
  }

  private int decompose(RunStudy study) {
    study.tellNotes();
    Optional<Shard> own = shards.own();
    if (own.isPresent()) {
      print(study.store(), study.update(Rank.parse(rank), wanted(study.run()), own.get()));
      return 0;
    }
    if (shards.merges()) {
      List<Long> merged = study.merge(Rank.parse(rank), wanted(study.run()));
      run.warn(
          Wording.count(merged.size(), "step was", "steps were")
              + " put together from the parts of the shards");
    }
    RunDecomposition.Summary done = study.update(Rank.parse(rank), wanted(study.run()));
    if (Rank.parse(rank).equals(new Rank.Count(1))) {
      study.factors(wanted(study.run())).close(); // tells what is doubtful
    }
    print(study.store(), done);
    return 0;
  }

  private void print(FactorStore store, RunDecomposition.Summary done) {
    print(store, done.decomposed(), done.reused(), done.notes());
  }

  private void print(Following done) {
    try (RunStudy study = run.unopened()) {
      print(study.store(), done.decomposed(), done.reused(), List.of());
      output.out().flush();
    }
  }

  private int follow() {
    if (shards.given()) {
      throw UsageException.of("--shard, --merge and --spark do not go with --follow");
    }
    if (steps != null) {
      throw UsageException.of("--steps does not go with --follow; use --until");
    }
    return new FollowedRun(run, Rank.parse(rank), following, output, () -> {}).follow(this::print);
  }

  private void print(
      FactorStore store, List<Long> decomposed, List<Long> reused, List<String> notes) {
    if (output.json()) {
      output.printJson(
          Output.ordered(
              "store", store.directory().toString(),
              "decomposed", decomposed,
              "reused", reused,
              "bytesRead", ReadAhead.used(),
              "notes", notes));
    } else {
      output
          .out()
          .printf(
              "%s decomposed, %d %s there; factors in %s%n",
              Wording.count(decomposed.size(), "step"),
              reused.size(),
              reused.size() == 1 ? "was" : "were",
              store.directory());
    }
  }

  private List<Long> wanted(Run opened) {
    List<Long> all = List.copyOf(opened.steps().keySet());
    if (steps == null) {
      return all;
    }
    Matcher range = STEPS.matcher(steps.strip());
    if (!range.matches()) {
      throw UsageException.of("--steps takes a range such as 10..200, not '%s'", steps);
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    List<Long> wanted = all.stream().filter(step -> step >= first && step <= last).toList();
    if (wanted.isEmpty()) {
      throw UsageException.of(
          "%s: has no step from %d to %d; its steps are %s",
          opened.root(), first, last, StepNotes.shown(all));
    }
    return wanted;
  }
}
