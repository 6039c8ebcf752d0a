package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.torch.Weights;
import org.bytedeco.javacpp.PointerScope;

/** Weights as they were when the training was opened: those of its step 0. */
final class Origin {

  private Origin() {}

  static Weights of(Parameters parameters) {
    Weights origin = new Weights();
    try (PointerScope _ = new PointerScope()) {
      parameters.map().forEach((name, leaf) -> origin.put(name, leaf.detach().clone()));
    }
    return origin;
  }
}
