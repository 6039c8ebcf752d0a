package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraModule;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import java.nio.file.Path;
import java.util.List;

/** Where everything that is no module comes from: norms, biases, embeddings, the output layer. */
public sealed interface Rest {

  /** The base's. */
  record Base() implements Rest {
    @Override
    public List<StepCheckpoint> sources() {
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

    @Override
    public Path companions(HfCheckpoint base) {
      return base.directory();
    }
  }

  /** The base's, though there is a rest that was trained, which is left. */
  record Left(Rest trained) implements Rest {
    @Override
    public List<StepCheckpoint> sources() {
      return trained.sources();
    }

    @Override
    public TensorContent content(Tensor base) {
      return TensorContent.of(base);
    }

    @Override
    public double distance(Tensor base) {
      return trained.distance(base);
    }

    @Override
    public Path companions(HfCheckpoint base) {
      return base.directory();
    }
  }

  /** A step's. */
  record Step(HfCheckpoint step) implements Rest {
    @Override
    public List<StepCheckpoint> sources() {
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
      return RowContent.distance(base, step.tensor(base.name()));
    }

    @Override
    public Path companions(HfCheckpoint base) {
      return step.directory();
    }
  }

  /** A step's that is an adapter: its embeddings, heads, norms and biases, where it trained any. */
  record Adapted(HfCheckpoint model, StepCheckpoint step) implements Rest {
    @Override
    public List<StepCheckpoint> sources() {
      return List.of(step);
    }

    @Override
    public TensorContent content(Tensor base) {
      return content(base, base.dtype());
    }

    @Override
    public TensorContent content(Tensor base, Dtype dtype) {
      Tensor target = new Tensor(base.name(), dtype, base.shape(), base.memory());
      return switch (step.updateOf(model, base.name())) {
        case StepCheckpoint.Change.None _ ->
            Converted.of(TensorContent.of(base), base.dtype(), dtype);
        case StepCheckpoint.Change.Whole(Tensor after) ->
            RowContent.elementwise(target, after::get);
        case StepCheckpoint.Change.Product(LoraModule factors) ->
            RowContent.elementwise(target, plus(base, factors));
      };
    }

    @Override
    public double distance(Tensor base) {
      return switch (step.updateOf(model, base.name())) {
        case StepCheckpoint.Change.None _ -> 0;
        case StepCheckpoint.Change.Whole(Tensor after) -> RowContent.distance(base, after);
        case StepCheckpoint.Change.Product(LoraModule factors) ->
            RowContent.distance(base, plus(base, factors));
      };
    }

    /** W₀ + scaling·B·A, entry by entry. */
    private static RowContent.Entries plus(Tensor base, LoraModule factors) {
      long columns = base.shape().getLast();
      long rank = factors.rank();
      return i -> {
        double product = 0;
        for (int k = 0; k < rank; k++) {
          product +=
              factors.b().get(i / columns * rank + k) * factors.a().get(k * columns + i % columns);
        }
        return base.get(i) + factors.scaling() * product;
      };
    }

    @Override
    public Path companions(HfCheckpoint base) {
      return step.directory();
    }
  }

  /**
   * On the straight line through two checkpoints: from + factor · (to − from); types that are no
   * numbers come from {@code to}.
   */
  record Linear(HfCheckpoint from, HfCheckpoint to, double factor) implements Rest {
    @Override
    public List<StepCheckpoint> sources() {
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

    @Override
    public Path companions(HfCheckpoint base) {
      return to.directory();
    }

    private RowContent.Entries on(Tensor base) {
      Tensor first = from.tensor(base.name());
      Tensor last = to.tensor(base.name());
      return i -> first.get(i) + factor * (last.get(i) - first.get(i));
    }
  }

  /** The checkpoints that it is read from, the base apart. */
  List<StepCheckpoint> sources();

  /** What is written for the base's tensor. */
  TensorContent content(Tensor base);

  /** {@link #content(Tensor)} in the type {@code dtype}, rounded once where it is computed. */
  default TensorContent content(Tensor base, Dtype dtype) {
    return Converted.of(content(base), base.dtype(), dtype);
  }

  /** ‖W − W₀‖ of what a full checkpoint of the step holds; 0 for types that are no numbers. */
  double distance(Tensor base);

  /** Whose tokenizer, templates and generation settings go with the model. */
  Path companions(HfCheckpoint base);
}
