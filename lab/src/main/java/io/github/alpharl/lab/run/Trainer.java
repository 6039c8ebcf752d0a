package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.LowRankAdapter;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.option.Algorithm;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.rl.DistillationLearner;
import io.github.alpharl.lab.rl.ImitationLearner;
import io.github.alpharl.lab.rl.Learner;
import io.github.alpharl.lab.rl.NotFinite;
import io.github.alpharl.lab.rl.PolicyLearner;
import io.github.alpharl.lab.rl.PreferenceLearner;
import io.github.alpharl.lab.rl.TrainedPolicy;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.LibTorch;
import io.github.alpharl.lab.torch.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs a training from its start, or from where an earlier one in the same folder was stopped or
 * killed: all randomness follows from the seed and the step's number, so both give the same run.
 */
public final class Trainer {

  /** Written by what controls the run's legs, before the run begins. */
  public static final String CONTROL = "control.json";

  private static final int TEST_SAMPLES = 2;
  private static final long VALIDATION = 1;
  private static final long TEST = 2;

  private final Start start;
  private final TrainOptions options;
  private final RunFolder folder;
  private final Consumer<StepReport> listener;
  private final Task task;
  private final Compute compute;

  /**
   * A run of {@code options} from {@code start} in {@code out}; {@code listener} sees each step.
   */
  public Trainer(Start start, TrainOptions options, Path out, Consumer<StepReport> listener) {
    this.start = start;
    this.options = options;
    this.listener = listener;
    folder = new RunFolder(out);
    task = options.task();
    compute = options.computing().compute();
  }

  /**
   * What a run reached on test problems, two samples each at the validation temperature.
   *
   * @param base accuracy of step 0
   * @param end accuracy after the last step
   */
  public record Outcome(double base, double end) {}

  /**
   * A part of a run whose pace something outside controls.
   *
   * @param until step after which it stops; saved like the last one
   * @param rateFactor what the learning rate is multiplied by
   * @param end where the model of its end is written in float32
   */
  public record Leg(int until, double rateFactor, Path end) {}

  /** Trains; afterwards measures the first and the last checkpoint on test problems. */
  public Outcome run() {
    return withActor(
        actor -> {
          double base = test(actor);
          train(actor, options.steps(), 1, _ -> {});
          return new Outcome(base, test(actor));
        });
  }

  /**
   * Goes on to the end of {@code leg}. Legs one after the other, at a factor of 1, are the run that
   * {@link #run} makes.
   */
  public void run(Leg leg) {
    withActor(
        actor -> {
          train(
              actor,
              leg.until(),
              leg.rateFactor(),
              template -> {
                if (!Files.isDirectory(leg.end())) {
                  ModelFiles.savePrecise(actor.network(), template, leg.end());
                }
              });
          return null;
        });
  }

  /**
   * Goes on from another model: {@code model}'s weights take the place of those of {@code step},
   * where the run stands, in the checkpoint, its score and the state; the optimizer keeps its
   * moments and counts. Where the run is beyond that step nothing is done.
   */
  public void adopt(int step, Path model) {
    withActor(
        actor -> {
          TrainedPolicy context = TrainedPolicy.of(actor, options);
          try (Learner learner = learner(context);
              HfCheckpoint template = HfCheckpoint.open(folder.step(0))) {
            StateFile state = new StateFile(folder.state(), compute);
            if (state.read(learner) == step) {
              copy(model, actor.network());
              replace(step, actor, template);
              folder.score(step, validate(actor), options.measure().validationProblems());
              state.write(step, learner);
            }
          } finally {
            context.updater().optimizer().close();
          }
          return null;
        });
  }

  private void copy(Path model, Network network) {
    try (HfCheckpoint from = HfCheckpoint.open(model)) {
      for (String name : network.weights().map().keySet()) {
        network.weights().copyInto(name, from.tensor(name), compute);
      }
    }
  }

  /** The trained model moves away first: whenever a kill comes, no half of either is there. */
  private void replace(int step, Actor actor, HfCheckpoint template) {
    Path trained = folder.replaced(step);
    if (!Files.exists(trained)) {
      try {
        Disk.system().createDirectories(trained.getParent());
        Disk.system().move(folder.step(step), trained);
      } catch (IOException e) {
        throw EnvironmentException.because(
            "cannot move " + folder.step(step) + " to " + trained + ": " + e.getMessage(), e);
      }
    }
    if (!Files.isDirectory(folder.step(step))) {
      ModelFiles.save(actor.network(), template, folder.step(step));
    }
  }

  /** Answers to training problems that the steps after {@code from} up to {@code to} sampled. */
  public long rollouts(int from, int to) {
    return Math.round(folder.total("rounds", from, to) * options.batch().prompts() * options.batch().samples());
  }

  /** The base and the model where the run stands, on test problems. */
  public Outcome measure() {
    return withActor(
        actor -> {
          double base = test(actor);
          TrainedPolicy context = TrainedPolicy.of(actor, options);
          try (Learner learner = learner(context)) {
            new StateFile(folder.state(), compute).read(learner);
          } finally {
            context.updater().optimizer().close();
          }
          return new Outcome(base, test(actor));
        });
  }

  private <T> T withActor(Function<Actor, T> work) {
    compute.load();
    prepare();
    try (Tokenizer tokenizer = Tokenizer.open(folder.step(0));
        Network network = network()) {
      return work.apply(Actor.of(network, tokenizer, task, options.batch().maxTokens()));
    }
  }

  /**
   * True if this very run (start and all options) lies complete in its folder: every checkpoint,
   * and the score of the last one. Neither loads LibTorch nor writes.
   */
  public boolean finished() {
    if (!folder.holds(record())) {
      return false;
    }
    for (int step = 0; step <= options.steps(); step++) {
      if ((step == 0 || save(step)) && !Files.isDirectory(folder.step(step))) {
        return false;
      }
    }
    return folder.scored(options.steps());
  }

  private ObjectNode record() {
    ObjectNode record = new ObjectMapper().createObjectNode();
    record.put("start", start.describe());
    record.set("options", options.json());
    return record;
  }

  /** Writes the record and step 0 unless an earlier start has. */
  private void prepare() {
    if (!folder.begun()) {
      requireEmpty();
    }
    ObjectNode record = record();
    ObjectNode versions = record.putObject("versions");
    versions.put("alpharl", String.valueOf(Trainer.class.getPackage().getImplementationVersion()));
    versions.put("libtorch", LibTorch.version()).put("java", Runtime.version().toString());
    folder.begin(record);
    if (!Files.isDirectory(folder.step(0))) {
      start.write(folder.step(0));
    }
  }

  private void requireEmpty() {
    Path root = folder.root();
    String[] children =
        root.toFile().list((_, name) -> !name.startsWith(".alpharl-tmp-") && !name.equals(CONTROL));
    if (Files.exists(root) && (children == null || children.length > 0)) {
      throw UsageException.of(
          "%s exists and holds no run of alpharl train; choose another --out.", root);
    }
  }

  private Network network() {
    Network plain = ModelFiles.load(folder.step(0), compute);
    if (!options.weights().isLora()) {
      return plain;
    }
    long seed = Seeds.mix(options.seed(), Long.MAX_VALUE);
    LowRankAdapter adapter =
        new LowRankAdapter(plain.config(), options.weights().loraRank(), options.weights().loraAlpha(), seed, compute);
    return plain.under(adapter);
  }

  private void train(Actor actor, int until, double rateFactor, Consumer<HfCheckpoint> atEnd) {
    TrainedPolicy context = TrainedPolicy.of(actor, options, rateFactor);
    try (Weights origin = actor.network().weights().copy();
        HfCheckpoint template = HfCheckpoint.open(folder.step(0));
        Learner learner = learner(context)) {
      StateFile state = new StateFile(folder.state(), compute);
      int done = resume(state, learner, actor);
      Stopwatch watch = new Stopwatch(done, options.steps());
      for (int step = done + 1; step <= until; step++) {
        StepMetrics stepMetrics = new StepMetrics();
        learn(learner, step, stepMetrics);
        stepMetrics.add("updateNorm", actor.network().distance(origin), 1);
        Map<String, Double> metrics = watch.metrics(stepMetrics);
        folder.metrics(line(step, metrics));
        boolean saved = save(step) || step == until;
        double accuracy = saved ? save(step, actor, template, state, learner) : Double.NaN;
        listener.accept(
            new StepReport(step, options.steps(), metrics, accuracy, watch.secondsLeft(step)));
      }
      atEnd.accept(template);
    } finally {
      context.updater().optimizer().close();
    }
  }

  private int resume(StateFile state, Learner learner, Actor actor) {
    int done = Files.exists(folder.state()) ? state.read(learner) : 0;
    folder.rewind(done);
    if (done == 0) {
      folder.score(0, validate(actor), options.measure().validationProblems());
    }
    return done;
  }

  private Learner learner(TrainedPolicy context) {
    return switch (options.algorithm().kind()) {
      case POLICY -> new PolicyLearner(context);
      case IMITATION -> new ImitationLearner(context);
      case DISTILLATION -> new DistillationLearner(context);
      case PREFERENCE -> new PreferenceLearner(context);
    };
  }

  private void learn(Learner learner, int step, StepMetrics stepMetrics) {
    try {
      learner.step(step, stepMetrics);
    } catch (NotFinite e) {
      int last = (step - 1) / options.plan().saveEvery() * options.plan().saveEvery();
      throw BadDataException.because(
          String.format(
              Locale.ROOT,
              "%s: the run diverged at step %d: %s; the last good checkpoint is step-%d, lower"
                  + " learningRate (now %s).",
              folder.root(),
              step,
              e.getMessage(),
              last,
              options.update().learningRate()),
          e);
    }
  }

  private boolean save(int step) {
    return step % options.plan().saveEvery() == 0 || step == options.steps();
  }

  /** The state comes last: whatever a kill leaves before it is done again, with the same result. */
  private double save(
      int step, Actor actor, HfCheckpoint template, StateFile state, Learner learner) {
    if (!Files.isDirectory(folder.step(step))) {
      ModelFiles.save(actor.network(), template, folder.step(step));
    }
    double accuracy = validate(actor);
    folder.score(step, accuracy, options.measure().validationProblems());
    state.write(step, learner);
    return accuracy;
  }

  private double validate(Actor actor) {
    Problems problems = new Problems(task, Split.VALIDATION, 0);
    return accuracy(actor, problems.range(0, options.measure().validationProblems()), 1, VALIDATION);
  }

  private double test(Actor actor) {
    Problems problems = new Problems(task, Split.TEST, 0);
    return accuracy(actor, problems.range(0, options.measure().testProblems()), TEST_SAMPLES, TEST);
  }

  private double accuracy(Actor actor, List<Problem> problems, int samples, long purpose) {
    Sampling sampling = actor.sampling(options.measure().validationTemperature(), 1, 0, Seeds.mix(purpose));
    return actor.accuracy(problems, samples, sampling);
  }

  private static ObjectNode line(int step, Map<String, Double> metrics) {
    ObjectNode line = new ObjectMapper().createObjectNode().put("step", step);
    metrics.forEach(line::put);
    return line;
  }
}
