package io.github.alpharl.lab.optimizer;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TensorNames;
import io.github.alpharl.lab.torch.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The leaf tensors that train, by name. They belong to their network, not to this list. */
public final class Parameters {

  private final Map<String, Tensor> leaves = new LinkedHashMap<>();

  /** Lets the chosen weights of {@code network} train, and no others. */
  public static Parameters of(Network network, Trainable trainable) {
    Parameters parameters = new Parameters();
    Weights source = trainable == Trainable.LORA ? network.adapter().factors() : network.weights();
    source
        .map()
        .forEach(
            (name, tensor) -> {
              if (trainable != Trainable.PROJECTIONS || TensorNames.isProjection(name)) {
                parameters.add(name, tensor);
              }
            });
    return parameters;
  }

  /** Adds a leaf and lets it train. */
  public void add(String name, Tensor leaf) {
    try (PointerScope _ = new PointerScope()) {
      leaf.requires_grad_(true);
    }
    leaves.put(name, leaf);
  }

  /** Name → leaf. */
  public Map<String, Tensor> map() {
    return leaves;
  }

  /** Forgets all gradients. */
  public void zeroGradients() {
    try (PointerScope _ = new PointerScope()) {
      for (Tensor leaf : leaves.values()) {
        Tensor gradient = leaf.grad();
        if (gradient.defined()) {
          gradient.zero_();
        }
      }
    }
  }

  /** Euclidean norm of all gradients together. */
  public double gradientNorm() {
    try (PointerScope _ = new PointerScope()) {
      double squares = 0;
      for (Tensor leaf : leaves.values()) {
        Tensor gradient = leaf.grad();
        if (gradient.defined()) {
          squares += square(gradient);
        }
      }
      return Math.sqrt(squares);
    }
  }

  private static double square(Tensor tensor) {
    double norm = tensor.norm().item_double();
    return norm * norm;
  }
}
