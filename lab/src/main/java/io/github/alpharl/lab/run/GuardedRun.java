package io.github.alpharl.lab.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Trains with a guard: at an alarm it goes back, at a lower rate, as often as is allowed.
 *
 * @param opening of the run
 * @param loop its steps
 * @param folder its files
 * @param guarding by whom
 */
record GuardedRun(Opening opening, TrainingLoop loop, RunFolder folder, Guarding guarding) {

  void run(int until) {
    Interventions interventions = new Interventions(folder);
    interventions.finish();
    Optional<Guard.Alarm> alarm;
    do {
      boolean spent = interventions.all().size() >= guarding.most();
      Guard guard = spent ? new Spent(guarding) : guarding.guard();
      alarm = opening.with(actor -> loop.run(actor, until, 1, guard));
      alarm
          .map(interventions::add)
          .ifPresent(done -> guarding.listener().accept(done.sentence(guarding.most())));
    } while (alarm.isPresent());
  }

  /** Looks on, tells, and sends nothing back. */
  private record Spent(Guarding guarding) implements Guard {

    @Override
    public void begin(Path run, int step) {
      guarding.guard().begin(run, step);
    }

    @Override
    public Optional<Alarm> logged(int step) {
      return told(guarding.guard().logged(step));
    }

    @Override
    public Optional<Alarm> saved(int step) {
      return told(guarding.guard().saved(step));
    }

    private Optional<Alarm> told(Optional<Alarm> alarm) {
      alarm.ifPresent(
          found ->
              guarding
                  .listener()
                  .accept(
                      "no intervention, as %d were made: %s"
                          .formatted(guarding.most(), found.reason())));
      return Optional.empty();
    }
  }
}
