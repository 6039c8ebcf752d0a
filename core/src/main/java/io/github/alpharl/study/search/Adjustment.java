package io.github.alpharl.study.search;

import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.names.ModuleGroup;
import io.github.alpharl.update.Update;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * What eight coefficients make of a forecast: update · scale of its group + drift · ΔW_last +
 * recent · (ΔW_last − ΔW_earlier) + curvature · (ΔW_last − 2·ΔW_middle + ΔW_first).
 *
 * @param attention scale of the matrices of attention and of mixers
 * @param mlp scale of all others
 * @param thirds scales of the first, the middle and the last third of the layers, beside these
 * @param drift share of the whole update of the window's last checkpoint
 * @param recent share of what the window's last fifth added
 * @param curvature share of the second difference over the window
 */
public record Adjustment(
    double attention,
    double mlp,
    List<Double> thirds,
    double drift,
    double recent,
    double curvature) {

  private static final int THIRDS = 3;
  private static final double LESS_KNOWN = 2;
  private static final double LEAST_KNOWN = 4;

  /** Copies the list. */
  public Adjustment {
    thirds = List.copyOf(thirds);
  }

  /** Scales spread by so many natural logarithms, shares by twice or four times that. */
  static Adjustment draw(RandomGenerator random, double spread) {
    return new Adjustment(
        scale(random, spread),
        scale(random, spread),
        List.of(scale(random, spread), scale(random, spread), scale(random, spread)),
        LESS_KNOWN * spread * random.nextGaussian(),
        LEAST_KNOWN * spread * random.nextGaussian(),
        LESS_KNOWN * spread * random.nextGaussian());
  }

  private static double scale(RandomGenerator random, double spread) {
    return Math.exp(spread * random.nextGaussian());
  }

  /**
   * Applied to the update of {@code module}.
   *
   * @param steps of the window
   * @param layers of the model
   */
  Update of(Update update, ModuleId module, int steps, int layers) {
    double[] own = update.weights().length == steps ? update.weights() : new double[steps];
    int third = Math.clamp((long) module.layer() * THIRDS / Math.max(1, layers), 0, THIRDS - 1);
    boolean mixes = ModuleGroup.of(module.name()) == ModuleGroup.ATTENTION;
    return update
        .over(own)
        .times((mixes ? attention : mlp) * thirds.get(third))
        .plus(Update.mixture(update.module(), shares(steps)));
  }

  private double[] shares(int steps) {
    double[] shares = new double[steps];
    int last = steps - 1;
    shares[last] += drift;
    int earlier = last - Math.max(1, steps / 5);
    if (earlier >= 0) {
      shares[last] += recent;
      shares[earlier] -= recent;
    }
    if (steps >= THIRDS) {
      shares[last] += curvature;
      shares[steps / 2] -= 2 * curvature;
      shares[0] += curvature;
    }
    return shares;
  }

  /** The coefficients in words. */
  String words() {
    return String.format(
        Locale.ROOT,
        "attention × %.2f, MLP × %.2f, thirds of the layers × %.2f, %.2f, %.2f, drift %+.2f,"
            + " recent %+.2f, curvature %+.2f",
        attention,
        mlp,
        thirds.get(0),
        thirds.get(1),
        thirds.get(2),
        drift,
        recent,
        curvature);
  }
}
