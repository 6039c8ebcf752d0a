package io.github.alpharl.reproduce.run;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.Defaults;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.run.Divergence;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.StepReport;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.lab.task.Tasks;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.run.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The trainings of a reproduction on disk: where they are, whether they are done, doing them. */
public final class Trainings {

  private final Path root;
  private final ReproductionSize size;
  private final KeptResults kept;
  private final Set<LabRun> finished = ConcurrentHashMap.newKeySet();
  private final Map<LabRun, TrainOptions> options = new ConcurrentHashMap<>();
  private final Map<LabRun, String> identities = new ConcurrentHashMap<>();

  /** Trainings in {@code out/runs}; how a training ended early is kept with {@code kept}. */
  public Trainings(Path out, ReproductionSize size, KeptResults kept) {
    this.root = out.toAbsolutePath().normalize().resolve("runs");
    this.size = size;
    this.kept = kept;
  }

  /** Why a training ended before its last step. */
  record Early(String message) {}

  public Path directory(LabRun run) {
    return root.resolve(run.name());
  }

  public Path step(LabRun run, long step) {
    return directory(run).resolve("step-" + step);
  }

  public TrainOptions options(LabRun run) {
    TrainOptions known =
        options.get(run); // no computeIfAbsent: a taught run asks for its teacher's
    return known == null ? remember(run, made(run)) : known;
  }

  private TrainOptions remember(LabRun run, TrainOptions made) {
    options.put(run, made);
    return made;
  }

  private TrainOptions made(LabRun run) {
    TrainOptions defaults =
        Defaults.of(
            Algorithm.named(run.algorithm()),
            Tasks.named(run.task()),
            run.from() == LabRun.From.RANDOM,
            run.size().width());
    Optional<Path> teacher =
        run.other().filter(_ -> run.from() != LabRun.From.OTHER).map(it -> step(it, last(it)));
    return run.changes().of(defaults, run.seed(), teacher).with(size.train());
  }

  /** The number of its last step. */
  public long last(LabRun run) {
    return options(run).steps();
  }

  /** The steps with a checkpoint, without the base. */
  public List<Long> steps(LabRun run) {
    TrainOptions its = options(run);
    List<Long> steps = new ArrayList<>();
    for (int step = 1; step <= its.steps(); step++) {
      if (its.saves(step)) {
        steps.add((long) step);
      }
    }
    return steps;
  }

  /** The model that it starts from. */
  public Start start(LabRun run) {
    return switch (run.from()) {
      case SHIPPED -> new Start.Shipped(Tasks.named(run.task()), run.size());
      case RANDOM -> new Start.Fresh(Tasks.named(run.task()), run.size(), run.seed());
      case OTHER -> {
        LabRun other = run.other().orElseThrow();
        yield new Start.Directory(step(other, last(other)));
      }
    };
  }

  private Trainer trainer(LabRun run, Consumer<StepReport> listener) {
    return new Trainer(start(run), options(run), directory(run), listener);
  }

  /** Answers to training problems that the whole run sampled. */
  public long rollouts(LabRun run) {
    return trainer(run, _ -> {}).rollouts(0, Math.toIntExact(last(run)));
  }

  /** True if all its checkpoints are there. */
  public boolean finished(LabRun run) {
    if (!finished.contains(run) && trainer(run, _ -> {}).finished()) {
      finished.add(run);
    }
    return finished.contains(run);
  }

  /** Why it has no last checkpoint and never will. */
  public Optional<String> early(LabRun run) {
    return kept.find(earlyKey(run), Early.class).map(Early::message);
  }

  private String earlyKey(LabRun run) {
    return "early\n" + run.name() + "\n" + options(run).json();
  }

  /** Trains what is missing of it; a divergence is a result, which is kept. */
  public void train(LabRun run, Consumer<StepReport> listener) {
    if (finished(run) || early(run).isPresent()) {
      return;
    }
    try {
      trainer(run, listener).run();
    } catch (Divergence e) {
      kept.get(earlyKey(run), Early.class, () -> new Early(e.getMessage()));
    }
  }

  /** What results on a finished run depend on: its options, end points and scores. */
  public String identity(LabRun run) {
    return identities.computeIfAbsent(
        run,
        there ->
            String.join(
                "\n",
                options(there).json().toString(),
                fingerprint(there, 0),
                fingerprint(there, last(there)),
                scores(there)));
  }

  /** What the checkpoint of {@code step} holds. */
  public String fingerprint(LabRun run, long step) {
    return Fingerprint.of(step(run, step));
  }

  /** The text of its scores.csv. */
  String scores(LabRun run) {
    Path file = directory(run).resolve("scores.csv");
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }
}
