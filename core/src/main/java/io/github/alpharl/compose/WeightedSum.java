package io.github.alpharl.compose;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.RetypedMemory;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.update.Update;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * W₀ + Σ c_t · (W_t − W₀) as one sum of matrices. A step of a type that cannot hold every weight of
 * the base started from the rounded base, so W₀ in its brackets is rounded to its type, as where
 * updates are decomposed.
 */
final class WeightedSum {

  private final Tensor base;
  private final List<Tensor> matrices = new ArrayList<>();
  private final List<Double> factors = new ArrayList<>();

  /** Σ c_t of the steps that started from the rounded base, by their type. */
  private final Map<Dtype, Double> ofRounded = new EnumMap<>(Dtype.class);

  private double ofBase = 1;

  WeightedSum(Tensor base) {
    this.base = base;
  }

  void add(Tensor step, double weight) {
    put(step, weight);
    if (step.dtype().rounds(base.dtype())) {
      ofRounded.merge(step.dtype(), weight, Double::sum);
    } else {
      ofBase -= weight;
    }
  }

  /** This sum and the products of {@code update}; what has the factor 0 is not read. */
  Mix mix(Dtype dtype, Update update) {
    if (isOneStep()) { // as it is: the base's rounding is no part of it
      ofRounded.clear();
      ofBase = 0;
    }
    ofRounded.forEach((type, weight) -> put(RetypedMemory.rounded(base, type), -weight));
    put(base, ofBase);
    return new Mix(
        matrices,
        factors.stream().mapToDouble(Double::doubleValue).toArray(),
        dtype,
        update.left(),
        update.right());
  }

  private boolean isOneStep() {
    return factors.size() == 1 && factors.getFirst() == 1;
  }

  private void put(Tensor matrix, double factor) {
    if (factor != 0) {
      matrices.add(matrix);
      factors.add(factor);
    }
  }
}
