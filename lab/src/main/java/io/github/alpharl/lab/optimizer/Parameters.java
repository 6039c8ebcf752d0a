package io.github.alpharl.lab.optimizer;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TensorNames;
import io.github.alpharl.lab.torch.Weights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** The leaf tensors that train, by name. They belong to their network, not to this list. */
public final class Parameters {

  /** Which weights train. */
  public enum Choice {
    /** The attention and feed-forward projections: what AlphaRL looks at. */
    PROJECTIONS,
    /** Everything. */
    ALL,
    /** Low-rank factors on the projections; the weights themselves rest. */
    LORA;

    /** The choice of this name in lower case. */
    public static Choice of(String name) {
      return switch (name) {
        case "projections" -> PROJECTIONS;
        case "all" -> ALL;
        case "lora" -> LORA;
        default ->
            throw UsageException.of(
                "Unknown trainable \"%s\"; known are projections, all and lora.", name);
      };
    }
  }

  private final Map<String, Tensor> leaves = new LinkedHashMap<>();

  /** Lets the chosen weights of {@code network} train, and no others. */
  public static Parameters of(Network network, Choice choice) {
    Parameters parameters = new Parameters();
    Weights source = choice == Choice.LORA ? network.adapter().factors() : network.weights();
    source
        .map()
        .forEach(
            (name, tensor) -> {
              if (choice != Choice.PROJECTIONS || TensorNames.isProjection(name)) {
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
