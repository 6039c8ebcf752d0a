package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.lab.torch.Weights;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/** {@link FaultKind#DAMAGED}: in the layer in the middle. */
final class DamagedLayer implements Fault {

  private static final double TIMES = 3;

  private final Parameters parameters;
  private final Weights origin;
  private final Compute compute;
  private final String layer;
  private final SplittableRandom random;

  DamagedLayer(Network network, Parameters parameters, long seed) {
    this.parameters = parameters;
    origin = Origin.of(parameters);
    compute = network.compute();
    layer = ".layers." + network.config().layers() / 2 + ".";
    random = new SplittableRandom(seed);
  }

  @Override
  public void begin() {
    parameters.map().entrySet().stream()
        .filter(entry -> entry.getKey().contains(layer))
        .forEach(entry -> damage(entry.getValue(), origin.get(entry.getKey())));
  }

  private void damage(Tensor leaf, Tensor before) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      double size =
          TIMES * leaf.sub(before).norm().item_double() / Math.sqrt((double) leaf.numel());
      double[] noise = new double[Math.toIntExact(leaf.numel())];
      for (int i = 0; i < noise.length; i++) {
        noise[i] = size * random.nextGaussian();
      }
      leaf.add_(Tensors.of(compute, noise, leaf.shape()));
    }
  }

  @Override
  public void close() {
    origin.close();
  }
}
