package io.github.alpharl.cli.lab;

import io.github.alpharl.accelerate.Controller;
import io.github.alpharl.accelerate.Decision;
import io.github.alpharl.accelerate.LegScores;
import io.github.alpharl.accelerate.LegTrainer;
import io.github.alpharl.accelerate.Settings;
import io.github.alpharl.accelerate.command.CommandTrainer;
import io.github.alpharl.cli.option.ControlOptions;
import io.github.alpharl.cli.option.LogOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.option.TrainingOptions;
import io.github.alpharl.cli.option.ValidationTask;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.run.Start;
import io.github.alpharl.lab.run.Trainer;
import io.github.alpharl.race.Validation;
import io.github.alpharl.regrounding.ControlRecord;
import io.github.alpharl.regrounding.LabTrainer;
import io.github.alpharl.regrounding.Regrounding;
import io.github.alpharl.view.lab.ControlView;
import io.github.alpharl.view.lab.TrainingProgress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl accelerate}: a training whose step size is controlled while it runs. */
@Command(
    name = "accelerate",
    mixinStandardHelpOptions = true,
    description = {
      "Trains leg by leg and controls the step size: at each leg's end, models further on along the"
          + " leg's update, or back, or averaged, answer fresh validation problems beside the leg's"
          + " end, and one that a test proves better takes its place or changes the learning rate.",
      "Writes decisions.jsonl beside the run's own files. The same command again continues a run"
          + " that was stopped or killed."
    },
    footer = {
      "",
      "Examples:",
      "  alpharl accelerate --task faulty-facts --leg 10 --budget 120 --out RUN",
      "  alpharl accelerate --trainer-command ./leg.sh --rollouts-per-step 512 --model BASE \\",
      "    --validation-command ./validate.sh --leg 20 --budget 400 --out RUN"
    })
public final class Accelerate implements Runnable {

  @Mixin private TableOutput output;
  @Mixin private TrainingOptions training;
  @Mixin private ValidationTask validation;
  @Mixin private ControlOptions control;
  @Mixin private LogOptions logging;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Way way;

  /** Who trains. */
  private static final class Way {
    @Option(
        names = "--task",
        paramLabel = "NAME",
        description = "The lab trains in this process, on this task.")
    private String task;

    @Option(
        names = "--trainer-command",
        paramLabel = "CMD",
        description =
            "Shell command that trains $$ALPHARL_STEPS steps from the model $$ALPHARL_MODEL and"
                + " writes checkpoints into $$ALPHARL_OUT in any known layout; it also finds"
                + " $$ALPHARL_LEG, $$ALPHARL_FROM, $$ALPHARL_SEED, $$ALPHARL_RATE_FACTOR,"
                + " $$ALPHARL_LEARNING_RATE (see --learning-rate) and $$ALPHARL_JUMPED, 1 where the"
                + " model is not the one that the leg before ended with.")
    private String command;
  }

  @Option(
      names = "--validation",
      paramLabel = "TASK",
      description = "Task of the validation problems; by default that of --task.")
  private String validationTask;

  @Option(
      names = "--rollouts-per-step",
      paramLabel = "N",
      description = "With --trainer-command: training answers that one step samples.")
  private Long rolloutsPerStep;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description =
          "With --trainer-command: its own learning rate; $$ALPHARL_LEARNING_RATE is this times the"
              + " factor of the leg.")
  private Double learningRate;

  @Override
  public void run() {
    Mirror.requireHere(training.out());
    if (way.task == null) {
      runCommand();
    } else {
      runLab();
    }
  }

  private void runLab() {
    if (rolloutsPerStep != null || learningRate != null) {
      throw UsageException.of(
          "%s belongs to --trainer-command",
          rolloutsPerStep != null ? "--rollouts-per-step" : "--learning-rate");
    }
    Start start = training.start(way.task);
    TrainOptions usual = training.of(way.task, start, null);
    Settings settings = control.settings(usual.steps(), Regrounding.perStep(usual));
    TrainOptions options = training.of(way.task, start, Math.toIntExact(settings.budget()));
    if (!options.algorithm().isPolicyGradient() || options.weights().isLora()) {
      throw UsageException.of(
          "accelerate controls reinforcement learning of whole weights; %s with trainable %s is"
              + " none",
          options.algorithm(), options.weights().trainable());
    }
    try (TrainingProgress progress = new TrainingProgress(logging.status(output))) {
      Trainer trainer = new Trainer(start, options, training.out(), progress::show);
      LabTrainer lab = new LabTrainer(trainer, training.out(), settings.response().moments());
      List<Decision> decisions = control(settings, lab, Regrounding.perStep(options));
      finish(decisions, Optional.of(trainer.measure()));
    }
  }

  private void runCommand() {
    if (training.model() == null) {
      throw UsageException.of("--trainer-command needs --model DIR, the model to start from");
    }
    if (rolloutsPerStep == null || rolloutsPerStep < 1) {
      throw UsageException.of(
          "--trainer-command needs --rollouts-per-step N, the training answers of one step, so that"
              + " searches can keep to their share");
    }
    if (validationTask == null && !validation.byCommand()) {
      throw UsageException.of(
          "--trainer-command needs --validation TASK, --validation-command CMD or"
              + " --validation-server CMD");
    }
    Settings settings = control.settings(0, rolloutsPerStep);
    LegTrainer trainer =
        new CommandTrainer(
            way.command,
            training.model(),
            training.out(),
            training.seed(),
            rolloutsPerStep,
            learningRate == null ? OptionalDouble.empty() : OptionalDouble.of(learningRate));
    List<Decision> decisions = control(settings, trainer, rolloutsPerStep);
    LegScores.write(training.out().resolve("scores.csv"), decisions);
    finish(decisions, Optional.empty());
  }

  private List<Decision> control(Settings settings, LegTrainer trainer, long rolloutsPerStep) {
    String task = validationTask == null ? way.task : validationTask;
    try (Validation asked = validation.on(String.valueOf(task));
        FolderLock _ = FolderLock.take(training.out(), "training")) {
      new ControlRecord(training.out()).begin(settings, asked.settings());
      advise(settings, settings.firstSearch(rolloutsPerStep));
      return new Controller(settings, trainer, asked, training.out(), this::tell).run();
    }
  }

  /** Says before the first leg that its search will have too few rollouts. */
  private void advise(Settings settings, Settings.FirstSearch first) {
    if (settings.share() > 0 && !first.possible()) {
      output.warn(
          String.format(
              Locale.ROOT,
              "a leg of %d steps leaves %d rollouts for a search, where %d models need %d: leg %d is"
                  + " the first to be searched; --max-search-share %.0f%% or --leg %d would search"
                  + " each",
              settings.leg(),
              first.rollouts(),
              first.models(),
              first.needed(),
              first.firstLeg(),
              Math.ceil(100 * first.share()),
              settings.leg() * first.firstLeg()));
    }
  }

  private void tell(Decision decision) {
    logging.log(output.err(), output.quiet()).say(ControlView.line(decision));
  }

  private void finish(List<Decision> decisions, Optional<Trainer.Outcome> outcome) {
    output.show(
        new ControlView(
            training.out(),
            decisions,
            outcome.map(measured -> new ControlView.Measured(measured.base(), measured.end()))));
  }
}
