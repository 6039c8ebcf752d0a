package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import java.util.List;

/** Where everything that is no module comes from: norms, biases, embeddings, the output layer. */
public sealed interface Rest {

  /** The base's. */
  record Base() implements Rest {
    @Override
    public List<HfCheckpoint> sources() {
      return List.of();
    }

    @Override
    public TensorContent content(Tensor base) {
      return TensorContent.of(base);
    }

    @Override
    public double distance(Tensor base) {
      return 0;
    }
  }

  /** A step's. */
  record Step(HfCheckpoint step) implements Rest {
    @Override
    public List<HfCheckpoint> sources() {
      return List.of(step);
    }

    @Override
    public TensorContent content(Tensor base) {
      Tensor tensor = step.tensor(base.name());
      return tensor.dtype() == base.dtype()
          ? TensorContent.of(tensor)
          : RowContent.elementwise(base, tensor::get);
    }

    @Override
    public double distance(Tensor base) {
      Tensor tensor = step.tensor(base.name());
      return RowContent.distance(base, tensor::get);
    }
  }

  /**
   * On the straight line through two checkpoints: from + factor · (to − from); types that are no
   * numbers come from {@code to}.
   */
  record Linear(HfCheckpoint from, HfCheckpoint to, double factor) implements Rest {
    @Override
    public List<HfCheckpoint> sources() {
      return List.of(from, to);
    }

    @Override
    public TensorContent content(Tensor base) {
      return base.dtype().isFloat()
          ? RowContent.elementwise(base, on(base))
          : new Step(to).content(base);
    }

    @Override
    public double distance(Tensor base) {
      return base.dtype().isFloat() ? RowContent.distance(base, on(base)) : 0;
    }

    private RowContent.Entries on(Tensor base) {
      Tensor first = from.tensor(base.name());
      Tensor last = to.tensor(base.name());
      return i -> first.get(i) + factor * (last.get(i) - first.get(i));
    }
  }

  /** The checkpoints that it is read from, the base apart. */
  List<HfCheckpoint> sources();

  /** What is written for the base's tensor. */
  TensorContent content(Tensor base);

  /** ‖W − W₀‖ of what would be written; 0 for types that are no numbers. */
  double distance(Tensor base);
}
