package io.github.alpharl.watch.weight;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.spectral.kernel.WeightPair;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** ‖ΔW‖ of the matrix that makes logits: the head or, where it is tied, the embedding. */
public final class HeadChange {

  private static final List<String> HEADS =
      List.of("lm_head.weight", "model.embed_tokens.weight", "transformer.wte.weight");

  private HeadChange() {}

  /** Between {@code base} and {@code step}; empty for adapters and models without a known head. */
  public static OptionalDouble of(HfCheckpoint base, StepCheckpoint step) {
    if (!(step instanceof HfCheckpoint model)) {
      return OptionalDouble.empty();
    }
    Optional<String> name =
        HEADS.stream()
            .filter(head -> base.tensors().containsKey(head) && model.tensors().containsKey(head))
            .findFirst();
    return name.map(
            head ->
                OptionalDouble.of(
                    MappedAccess.guard(
                        () -> norm(base.tensor(head), model.tensor(head)), base, model)))
        .orElse(OptionalDouble.empty());
  }

  private static double norm(Tensor before, Tensor after) {
    WeightPair pair = new WeightPair(before, after);
    double[] row = new double[pair.columns()];
    double squares = 0;
    for (int i = 0; i < pair.rows(); i++) {
      pair.row(i, row);
      for (double value : row) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }
}
