package io.github.alpharl.study;

import io.github.alpharl.compose.ModelComposer;
import io.github.alpharl.disk.Scratch;
import io.github.alpharl.race.Validation;
import java.nio.file.Path;

/**
 * Tries models that are written for it alone and deleted after.
 *
 * @param validation how a model is tried
 * @param scratch where models are written
 */
public record ModelTrials(Validation validation, Path scratch) {

  /** Whether the composed model solves the validation problems {@code from} …, see Validation. */
  public boolean[] answers(ModelComposer composer, int from, int count) {
    return Scratch.use(
        scratch,
        directory -> {
          Path model = directory.resolve("model");
          composer.writeCheckpoint(model);
          return validation.answers(model, from, count);
        });
  }
}
