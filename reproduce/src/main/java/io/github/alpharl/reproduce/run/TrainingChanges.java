package io.github.alpharl.reproduce.run;

import io.github.alpharl.lab.optimizer.Schedule;
import io.github.alpharl.lab.option.ExampleOptions;
import io.github.alpharl.lab.option.MeasureOptions;
import io.github.alpharl.lab.option.PlanOptions;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.option.UpdateOptions;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a training has in place of its algorithm's defaults.
 *
 * @param learningRate its peak
 * @param schedule the rate's course
 * @param steps how many
 * @param saveEvery steps between checkpoints
 * @param validation problems that score a checkpoint
 */
public record TrainingChanges(
    OptionalDouble learningRate,
    Optional<Schedule.Shape> schedule,
    OptionalInt steps,
    OptionalInt saveEvery,
    OptionalInt validation) {

  /** None. */
  static final TrainingChanges NONE =
      new TrainingChanges(
          OptionalDouble.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          OptionalInt.empty());

  /** Another rate alone. */
  static TrainingChanges rate(double rate) {
    return NONE.withRate(rate);
  }

  /** This at another rate. */
  TrainingChanges withRate(double rate) {
    return new TrainingChanges(OptionalDouble.of(rate), schedule, steps, saveEvery, validation);
  }

  /** This with another course of the rate. */
  TrainingChanges with(Schedule.Shape shape) {
    return new TrainingChanges(learningRate, Optional.of(shape), steps, saveEvery, validation);
  }

  /** This with so many steps. */
  TrainingChanges withSteps(int count) {
    return new TrainingChanges(
        learningRate, schedule, OptionalInt.of(count), saveEvery, validation);
  }

  /** This with a checkpoint every so many steps, scored on so many problems. */
  TrainingChanges saving(int every, int problems) {
    return new TrainingChanges(
        learningRate, schedule, steps, OptionalInt.of(every), OptionalInt.of(problems));
  }

  /** The options of a training with this seed, which may have a teacher. */
  TrainOptions of(TrainOptions defaults, long seed, Optional<Path> teacher) {
    return new TrainOptions(
        plan(defaults.plan(), seed),
        defaults.batch(),
        defaults.draw(),
        update(defaults.update()),
        defaults.weights(),
        defaults.clip(),
        defaults.discount(),
        defaults.penalty(),
        teacher.map(path -> taught(defaults.example(), path)).orElse(defaults.example()),
        measure(defaults.measure()),
        defaults.computing(),
        defaults.breaking());
  }

  private PlanOptions plan(PlanOptions of, long seed) {
    return new PlanOptions(
        of.algorithm(),
        of.task(),
        steps.orElse(of.steps()),
        saveEvery.orElse(of.saveEvery()),
        seed);
  }

  private MeasureOptions measure(MeasureOptions of) {
    return new MeasureOptions(
        validation.orElse(of.validationProblems()), of.testProblems(), of.validationTemperature());
  }

  private UpdateOptions update(UpdateOptions of) {
    return new UpdateOptions(
        learningRate.orElse(of.learningRate()),
        of.criticLearningRate(),
        of.optimizer(),
        of.beta1(),
        of.beta2(),
        of.weightDecay(),
        of.gradientClip(),
        of.warmup(),
        schedule.orElse(of.schedule()));
  }

  private static ExampleOptions taught(ExampleOptions of, Path teacher) {
    return new ExampleOptions(of.preferenceBeta(), of.text(), teacher.toString());
  }
}
