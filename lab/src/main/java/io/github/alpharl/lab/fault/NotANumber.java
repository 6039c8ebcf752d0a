package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.optimizer.Parameters;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** {@link FaultKind#NAN}: in the first weight that trains. */
record NotANumber(Parameters parameters) implements Fault {

  @Override
  public void end() {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor leaf = parameters.map().values().iterator().next();
      leaf.view(-1).narrow(0, 0, 1).fill_(new Scalar(Double.NaN));
    }
  }
}
