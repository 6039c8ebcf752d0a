package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.optimizer.Parameters;
import java.util.function.DoubleConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** {@link FaultKind#BF16}. */
record SwallowedStep(Parameters parameters) implements Fault {

  @Override
  public void update(double rate, DoubleConsumer step) {
    step.accept(rate);
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      for (Tensor leaf : parameters.map().values()) {
        leaf.copy_(leaf.to(ScalarType.BFloat16).to(leaf.scalar_type()));
      }
    }
  }
}
