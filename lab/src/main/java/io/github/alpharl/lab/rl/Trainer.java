package io.github.alpharl.lab.rl;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.model.Adapter;
import io.github.alpharl.lab.model.Compute;
import io.github.alpharl.lab.model.LibTorch;
import io.github.alpharl.lab.model.ModelFiles;
import io.github.alpharl.lab.model.Network;
import io.github.alpharl.lab.model.Sampling;
import io.github.alpharl.lab.model.Tokenizer;
import io.github.alpharl.lab.model.Weights;
import io.github.alpharl.lab.task.Problem;
import io.github.alpharl.lab.task.Problems;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.task.Split;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.task.Tasks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a training from its start, or from where an earlier one in the same folder was stopped or
 * killed: all randomness follows from the seed and the step's number, so both give the same run.
 */
public final class Trainer {

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
    task = Tasks.named(options.task());
    compute = options.compute();
  }

  /**
   * What a run reached on test problems, two samples each at the validation temperature.
   *
   * @param base accuracy of step 0
   * @param end accuracy after the last step
   */
  public record Outcome(double base, double end) {}

  /** Trains; afterwards measures the first and the last checkpoint on test problems. */
  public Outcome run() {
    compute.load();
    prepare();
    try (Tokenizer tokenizer = Tokenizer.open(folder.step(0));
        Network network = network()) {
      Actor actor = Actor.of(network, tokenizer, task, options.maxTokens());
      double base = test(actor);
      train(actor);
      return new Outcome(base, test(actor));
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
    String[] children = root.toFile().list((_, name) -> !name.startsWith(".alpharl-tmp-"));
    if (Files.exists(root) && (children == null || children.length > 0)) {
      throw UsageException.of(
          "%s exists and holds no run of alpharl train; choose another --out.", root);
    }
  }

  private Network network() {
    Network plain = ModelFiles.load(folder.step(0), compute);
    if (Parameters.Choice.of(options.trainable()) != Parameters.Choice.LORA) {
      return plain;
    }
    long seed = Seeds.mix(options.seed(), Long.MAX_VALUE);
    Adapter adapter =
        new Adapter(plain.config(), options.loraRank(), options.loraAlpha(), seed, compute);
    return plain.under(adapter);
  }

  private void train(Actor actor) {
    Context context = Context.of(actor, options);
    try (Weights origin = actor.network().weights().copy();
        HfCheckpoint template = HfCheckpoint.open(folder.step(0));
        Learner learner = learner(context)) {
      StateFile state = new StateFile(folder.state(), compute);
      int done = resume(state, learner, actor);
      Stopwatch watch = new Stopwatch(done, options.steps());
      for (int step = done + 1; step <= options.steps(); step++) {
        Tally tally = new Tally();
        learn(learner, step, tally);
        tally.add("updateNorm", actor.network().distance(origin), 1);
        Map<String, Double> metrics = watch.metrics(tally);
        folder.metrics(line(step, metrics));
        double accuracy = save(step) ? save(step, actor, template, state, learner) : Double.NaN;
        listener.accept(
            new StepReport(step, options.steps(), metrics, accuracy, watch.secondsLeft(step)));
      }
    } finally {
      context.updater().optimizer().close();
    }
  }

  private int resume(StateFile state, Learner learner, Actor actor) {
    int done = Files.exists(folder.state()) ? state.read(learner) : 0;
    folder.rewind(done);
    if (done == 0) {
      folder.score(0, validate(actor), options.validationProblems());
    }
    return done;
  }

  private Learner learner(Context context) {
    return switch (Algorithm.named(options.algorithm()).kind()) {
      case POLICY -> new PolicyLearner(context);
      case IMITATION -> new ImitationLearner(context);
      case DISTILLATION -> new DistillationLearner(context);
      case PREFERENCE -> new PreferenceLearner(context);
    };
  }

  private void learn(Learner learner, int step, Tally tally) {
    try {
      learner.step(step, tally);
    } catch (Divergence e) {
      int last = (step - 1) / options.saveEvery() * options.saveEvery();
      throw BadDataException.because(
          String.format(
              Locale.ROOT,
              "%s: the run diverged at step %d: %s; the last good checkpoint is step-%d, lower"
                  + " learningRate (now %s).",
              folder.root(),
              step,
              e.getMessage(),
              last,
              options.learningRate()),
          e);
    }
  }

  private boolean save(int step) {
    return step % options.saveEvery() == 0 || step == options.steps();
  }

  /** The state comes last: whatever a kill leaves before it is done again, with the same result. */
  private double save(
      int step, Actor actor, HfCheckpoint template, StateFile state, Learner learner) {
    if (!Files.isDirectory(folder.step(step))) {
      ModelFiles.save(actor.network(), template, folder.step(step));
    }
    double accuracy = validate(actor);
    folder.score(step, accuracy, options.validationProblems());
    state.write(step, learner);
    return accuracy;
  }

  private double validate(Actor actor) {
    Problems problems = new Problems(task, Split.VALIDATION, 0);
    return accuracy(actor, problems.range(0, options.validationProblems()), 1, VALIDATION);
  }

  private double test(Actor actor) {
    Problems problems = new Problems(task, Split.TEST, 0);
    return accuracy(actor, problems.range(0, options.testProblems()), TEST_SAMPLES, TEST);
  }

  private double accuracy(Actor actor, List<Problem> problems, int samples, long purpose) {
    Sampling sampling = actor.sampling(options.validationTemperature(), 1, 0, Seeds.mix(purpose));
    return actor.accuracy(problems, samples, sampling);
  }

  private static ObjectNode line(int step, Map<String, Double> metrics) {
    ObjectNode line = new ObjectMapper().createObjectNode().put("step", step);
    metrics.forEach(line::put);
    return line;
  }
}
