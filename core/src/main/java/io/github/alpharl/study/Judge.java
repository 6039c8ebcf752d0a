package io.github.alpharl.study;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.race.Estimate;
import io.github.alpharl.race.KeptResults;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * Accuracies of models on the first problems of one list, each measured once: what was found is
 * kept, and a killed command goes on.
 *
 * @param validation how a model is tried
 * @param problems for each model
 * @param kept where accuracies are kept
 * @param scratch where models are written that are gone afterwards
 */
public record Judge(Validation validation, int problems, KeptResults kept, Path scratch) {

  /**
   * The accuracy of a model that is written for this alone.
   *
   * @param key all that the model depends on, in words
   */
  public Estimate accuracy(String key, Supplier<ModelComposer> model) {
    return measured(
        key, () -> new ModelTrials(validation, scratch).answers(model.get(), 0, problems));
  }

  /** The accuracy of the model in {@code directory}. */
  public Estimate accuracy(String key, Path directory) {
    return measured(key, () -> validation.answers(directory, 0, problems));
  }

  /** Whether the accuracy of the model {@code key} is known. */
  public boolean isKept(String key) {
    return kept.find(whole(key), boolean[].class).isPresent();
  }

  private String whole(String key) {
    return String.join("\n", key, validation.settings(), Integer.toString(problems));
  }

  private Estimate measured(String key, Supplier<boolean[]> answers) {
    boolean[] found = kept.get(whole(key), boolean[].class, answers);
    double[] shares = new double[found.length];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = found[i] ? 1 : 0;
    }
    return Estimate.of(shares);
  }
}
