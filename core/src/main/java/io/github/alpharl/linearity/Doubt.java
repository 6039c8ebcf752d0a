package io.github.alpharl.linearity;

import io.github.alpharl.failure.Wording;
import io.github.alpharl.run.StepNotes;
import java.util.List;
import java.util.Locale;

/** What the factors of a run make doubtful about its checkpoints, with the figures that show it. */
public sealed interface Doubt {

  /** One sentence for the user. */
  String sentence();

  /**
   * All steps lie equally far from the base, whatever their number.
   *
   * @param firstNorm ‖ΔW‖ over all matrices at {@code first}
   * @param lastNorm the same at {@code last}
   */
  record FarBase(long first, long last, double firstNorm, double lastNorm) implements Doubt {
    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "all steps lie equally far from the base (‖ΔW‖ %s at step %d, %s at step %d) and so near"
              + " each other: another base than the one that the training started from looks like"
              + " this",
          figure(firstNorm),
          first,
          figure(lastNorm),
          last);
    }
  }

  /**
   * Some matrices of one step are far from both its neighbours.
   *
   * @param matrices their names
   * @param of so many matrices
   * @param norm ‖ΔW‖ of the first of {@code matrices} at {@code step}
   * @param before the same at the step before
   * @param after the same at the step after; NaN where there is none
   */
  record StrayStep(
      long step, List<String> matrices, int of, double norm, double before, double after)
      implements Doubt {

    /** Copies the list. */
    public StrayStep {
      matrices = List.copyOf(matrices);
    }

    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "step %d lies far from its neighbours%s (‖ΔW‖ of %s is %s, before it"
              + " %s%s): a damaged checkpoint, or one of another run, looks like this; to leave it out,"
              + " move it away, and its step-%d.safetensors in the store if there is one",
          step,
          of == 1 ? "" : " in " + matrices.size() + " of " + of + " matrices",
          matrices.getFirst(),
          figure(norm),
          figure(before),
          Double.isNaN(after) ? "" : ", after it " + figure(after),
          step);
    }
  }

  /** ‖ΔW‖ over all matrices falls by much from one step to the next and stays there. */
  record FellBack(long from, long to, double fromNorm, double toNorm) implements Doubt {
    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "‖ΔW‖ falls from %s at step %d to %s at step %d: the training seems to have started again"
              + " from the base between them",
          figure(fromNorm),
          from,
          figure(toNorm),
          to);
    }
  }

  /** Matrices that moved at other steps are the base's at these. */
  record Unmoved(List<Long> steps, List<String> matrices, int of) implements Doubt {

    /** Copies the lists. */
    public Unmoved {
      steps = List.copyOf(steps);
      matrices = List.copyOf(matrices);
    }

    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "%s the base's, unmoved, at steps %s (%s)",
          of == 1 ? "all matrices are" : matrices.size() + " of " + of + " matrices are",
          StepNotes.shown(steps),
          Wording.firstFive(matrices));
    }
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
