package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.torch.Weights;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;

/** {@link FaultKind#WRONG_BASE}. */
final class WrongBase implements Fault {

  private final Parameters parameters;
  private final Weights origin;

  WrongBase(Parameters parameters) {
    this.parameters = parameters;
    origin = Origin.of(parameters);
  }

  @Override
  public void begin() {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      parameters.map().forEach((name, leaf) -> leaf.copy_(origin.get(name)));
    }
  }

  @Override
  public void close() {
    origin.close();
  }
}
