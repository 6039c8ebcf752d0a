package io.github.alpharl.eval.figures;

/**
 * What a model keeps of a fully trained one.
 *
 * @param model its accuracy
 * @param base accuracy before training
 * @param full accuracy after all of it
 */
public record Retained(double model, double base, double full) {

  /** The paper's relative accuracy: model/full; NaN where the full model solves nothing. */
  public double accuracy() {
    return full == 0 ? Double.NaN : model / full;
  }

  /** (model − base)/(full − base); NaN where training gained nothing. */
  public double gain() {
    return full > base ? (model - base) / (full - base) : Double.NaN;
  }
}
