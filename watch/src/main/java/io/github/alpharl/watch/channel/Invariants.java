package io.github.alpharl.watch.channel;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.watch.metric.MetricRow;
import io.github.alpharl.watch.metric.Signal;
import io.github.alpharl.watch.weight.WeightRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** T0: rules without doubt, which speak at once. */
public final class Invariants {

  private static final int USUAL = 5;
  private static final int MISSING = 3;
  private static final double ALIGNED = 0.5;

  private final Set<Signal> notFinite = EnumSet.noneOf(Signal.class);
  private final Map<Signal, Integer> present = new EnumMap<>(Signal.class);
  private final Map<Signal, Integer> absent = new EnumMap<>(Signal.class);
  private int identical;
  private boolean updating = true;
  private boolean resumed;

  /** Another attempt begins. */
  public void begin() {
    present.clear();
    absent.clear();
    identical = 0;
    resumed = true;
  }

  /** What {@code row} breaks. */
  public List<Finding> metrics(MetricRow row) {
    List<Finding> findings = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      Double value = row.values().get(signal);
      if (value == null) {
        missing(signal, row.step(), findings);
      } else {
        present.merge(signal, 1, Integer::sum);
        absent.remove(signal);
        finite(signal, value, row.step(), findings);
      }
    }
    double rate = row.values().getOrDefault(Signal.LEARNING_RATE, Double.NaN);
    double gradient = row.values().getOrDefault(Signal.GRADIENT_NORM, Double.NaN);
    updating = rate != 0 && gradient != 0;
    return findings;
  }

  /** What figures of {@code row} that came after their step break. */
  public List<Finding> late(MetricRow row) {
    List<Finding> findings = new ArrayList<>();
    row.values().forEach((signal, value) -> finite(signal, value, row.step(), findings));
    return findings;
  }

  private void finite(Signal signal, double value, long step, List<Finding> findings) {
    if (Double.isFinite(value)) {
      notFinite.remove(signal);
    } else if (notFinite.add(signal)) {
      String advice =
          word(signal)
              + " is "
              + value
              + "; nothing heals it: people stop, restart from the last good checkpoint with a lower"
              + " rate, and check precision and batch";
      findings.add(
          Finding.exact(
              Finding.Tier.INVARIANT, "not finite: " + word(signal), group(signal), step, advice));
    }
  }

  private void missing(Signal signal, long step, List<Finding> findings) {
    if (signal == Signal.VALIDATION || present.getOrDefault(signal, 0) < USUAL) {
      present.remove(signal); // validation comes now and then
      return;
    }
    if (absent.merge(signal, 1, Integer::sum) == MISSING) {
      present.remove(signal);
      absent.remove(signal);
      String advice =
          word(signal)
              + " was in every row and is missing in the last "
              + MISSING
              + ": some trainers leave out values that are not finite, or nothing is trained";
      findings.add(
          Finding.exact(
              Finding.Tier.SUSPICION, "missing: " + word(signal), group(signal), step, advice));
    }
  }

  private static String word(Signal signal) {
    return signal.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Group group(Signal signal) {
    return switch (signal) {
      case REWARD, VALIDATION, REWARD_STD -> Group.REWARD;
      case ENTROPY -> Group.ENTROPY;
      case LENGTH, TRUNCATED -> Group.LENGTH;
      case MISMATCH, RATIO, POLICY_KL, REFERENCE_KL, CLIP_SHARE -> Group.SAMPLER;
      case GRADIENT_NORM, LEARNING_RATE, LOSS -> Group.GRADIENT;
    };
  }

  /** What {@code row} breaks. */
  public List<Finding> weights(WeightRow row) {
    List<Finding> findings = new ArrayList<>();
    identical = row.identical() && updating ? identical + 1 : 0;
    if (identical == 2) {
      findings.add(
          broken(
              "weights constant",
              row.step(),
              "two checkpoints in a row are equal though the rate is not zero: the update does not"
                  + " reach the weights (frozen adapter, a type that swallows the step, a checkpoint"
                  + " saved from the wrong copy); people stop and mend it"));
    }
    if (resumed && row.alignment() < ALIGNED) {
      findings.add(
          broken(
              "resume",
              row.step(),
              String.format(
                  Locale.ROOT,
                  "the update after the restart has a cosine of %.2f with the one before: training"
                      + " went on from other weights; people stop and check what was loaded",
                  row.alignment())));
    }
    resumed = false;
    return findings;
  }

  /** What it means that the checkpoint of {@code step} cannot be decomposed. */
  public Finding refused(long step, BadDataException refusal) {
    String channel =
        refusal.defect() == Defect.NON_FINITE ? "not finite: weights" : "checkpoint unreadable";
    boolean damaged = refusal.defect() == Defect.NON_FINITE || refusal.defect() == Defect.MISMATCH;
    return Finding.exact(
        damaged ? Finding.Tier.INVARIANT : Finding.Tier.SUSPICION,
        channel,
        Group.WEIGHTS,
        step,
        refusal.getMessage());
  }

  /** What it means that no step came for {@code seconds} after {@code step}. */
  public Finding stalled(long step, long seconds) {
    return broken(
        "stall",
        step,
        "no step came for "
            + seconds
            + " s, far longer than the steps before took: people look whether the trainer, its"
            + " sampler or the disk hangs");
  }

  private static Finding broken(String channel, long step, String advice) {
    return Finding.exact(Finding.Tier.INVARIANT, channel, Group.WEIGHTS, step, advice);
  }
}
