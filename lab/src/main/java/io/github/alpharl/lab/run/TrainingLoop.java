package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.objective.StepMetrics;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.rl.Learner;
import io.github.alpharl.lab.rl.NotFinite;
import io.github.alpharl.lab.rl.TrainedPolicy;
import io.github.alpharl.lab.torch.Weights;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Steps from where a run stands to a given one, with checkpoints, scores, metrics and state.
 *
 * @param options of the run
 * @param folder its files
 * @param listener sees each step
 */
record TrainingLoop(TrainOptions options, RunFolder folder, Consumer<StepReport> listener) {

  /** One call's parts. */
  private record Session(
      Actor actor, Learner learner, HfCheckpoint template, StateFile state, double rate) {}

  /**
   * Trains.
   *
   * @param until step after which it stops; saved like the last one
   * @param rateFactor what the learning rate is multiplied by
   * @param atEnd sees the policy's checkpoint format afterwards
   */
  void run(Actor actor, int until, double rateFactor, Consumer<HfCheckpoint> atEnd) {
    run(actor, until, rateFactor, Optional.empty(), atEnd);
  }

  /** Trains until {@code guard} gives an alarm, or to {@code until}; keeps the newest states. */
  Optional<Guard.Alarm> run(Actor actor, int until, double rateFactor, Guard guard) {
    return run(actor, until, rateFactor, Optional.of(guard), _ -> {});
  }

  private Optional<Guard.Alarm> run(
      Actor actor,
      int until,
      double rateFactor,
      Optional<Guard> guard,
      Consumer<HfCheckpoint> atEnd) {
    Interventions interventions = new Interventions(folder);
    double factor = rateFactor * interventions.rateFactor();
    TrainOptions now = interventions.lifted(options);
    try (TrainedPolicy policy = TrainedPolicy.of(actor, now, factor);
        Weights origin = actor.network().weights().copy();
        HfCheckpoint template = HfCheckpoint.open(folder.step(0));
        Learner learner = Learner.of(policy)) {
      StateFile state = new StateFile(folder.state(), actor.network().compute());
      double rate = factor * options.update().learningRate();
      Session session = new Session(actor, learner, template, state, rate);
      Optional<Guard.Alarm> alarm = steps(session, origin, until, guard);
      atEnd.accept(template);
      return alarm;
    }
  }

  private Optional<Guard.Alarm> steps(
      Session session, Weights origin, int until, Optional<Guard> guard) {
    int done = resume(session);
    guard.ifPresent(g -> begin(g, done, session));
    Stopwatch watch = new Stopwatch(done, options.steps());
    for (int step = done + 1; step <= until; step++) {
      StepMetrics means = new StepMetrics();
      Optional<Guard.Alarm> alarm = learn(session, step, means, guard);
      if (alarm.isPresent()) {
        return alarm;
      }
      means.add("updateNorm", session.actor().network().distance(origin), 1);
      Map<String, Double> metrics = watch.metrics(means);
      folder.metrics(line(step, metrics));
      boolean saved = options.saves(step) || step == until;
      double accuracy = saved ? save(step, session) : Double.NaN;
      listener.accept(
          new StepReport(step, options.steps(), metrics, accuracy, watch.secondsLeft(step)));
      alarm = look(guard, step, saved);
      if (alarm.isPresent()) {
        return alarm;
      }
    }
    return Optional.empty();
  }

  private int resume(Session session) {
    int done = Files.exists(folder.state()) ? session.state().read(session.learner()) : 0;
    folder.rewind(done);
    if (done == 0) {
      score(0, session.actor());
    }
    return done;
  }

  private void begin(Guard guard, int done, Session session) {
    KeptStates kept = new KeptStates(folder);
    if (Files.exists(folder.state())) {
      kept.keep(done);
    } else {
      new StateFile(kept.file(0), session.state().compute()).write(0, session.learner());
    }
    guard.begin(folder.root(), done);
  }

  private Optional<Guard.Alarm> look(Optional<Guard> guard, int step, boolean saved) {
    if (guard.isPresent() && saved) {
      new KeptStates(folder).keep(step);
    }
    return guard
        .flatMap(g -> g.logged(step))
        .or(() -> saved ? guard.flatMap(g -> g.saved(step)) : Optional.empty());
  }

  private Optional<Guard.Alarm> learn(
      Session session, int step, StepMetrics metrics, Optional<Guard> guard) {
    try {
      session.learner().step(step, metrics);
      return Optional.empty();
    } catch (NotFinite e) {
      int last = options.savedBefore(step);
      Optional<Guard.Alarm> alarm = guard.flatMap(g -> g.diverged(step, e.getMessage()));
      if (alarm.isEmpty()) {
        throw new Divergence(folder.root(), step, last, session.rate(), e);
      }
      return alarm;
    }
  }

  /** The state comes last: whatever a kill leaves before it is done again, with the same result. */
  private double save(int step, Session session) {
    if (!Files.isDirectory(folder.step(step))) {
      ModelFiles.save(session.actor().network(), session.template(), folder.step(step));
    }
    double accuracy = score(step, session.actor());
    session.state().write(step, session.learner());
    return accuracy;
  }

  /** Measures and writes the score of {@code step}. */
  double score(int step, Actor actor) {
    double accuracy = new Examination(options).validate(actor);
    folder.score(step, accuracy, options.measure().validationProblems());
    return accuracy;
  }

  private static ObjectNode line(int step, Map<String, Double> metrics) {
    ObjectNode line = new ObjectMapper().createObjectNode().put("step", step);
    metrics.forEach(line::put);
    return line;
  }
}
