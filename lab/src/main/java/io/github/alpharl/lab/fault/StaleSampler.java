package io.github.alpharl.lab.fault;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.torch.Weights;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * {@link FaultKind#STALE}. It keeps as many copies of what trains as it has steps of delay, the
 * oldest first; they survive a restart. Before its first step there are no older ones.
 */
final class StaleSampler implements Fault {

  /** The delay. */
  static final int STEPS = 8;

  private final List<Weights> past = new ArrayList<>();
  private final Network sampler;
  private final Weights trained;

  StaleSampler(Network network) {
    if (network.adapter() != null) {
      throw UsageException.of(
          "The fault %s needs a training of the weights themselves, not of low-rank factors.",
          FaultKind.STALE);
    }
    trained = network.weights();
    for (int i = 0; i < STEPS; i++) {
      past.add(trained.copy());
    }
    sampler = new Network(network.config(), trained.copy(), network.compute());
  }

  @Override
  public void begin() {
    past.forEach(copy -> copy(trained, copy));
  }

  @Override
  public Network sampler(Network policy) {
    copy(past.getFirst(), sampler.weights());
    for (int i = 1; i < STEPS; i++) {
      copy(past.get(i), past.get(i - 1));
    }
    copy(trained, past.getLast());
    return sampler;
  }

  private static void copy(Weights from, Weights to) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      for (Map.Entry<String, Tensor> entry : from.map().entrySet()) {
        to.get(entry.getKey()).copy_(entry.getValue());
      }
    }
  }

  @Override
  public Map<String, Weights> memory() {
    Map<String, Weights> memory = new LinkedHashMap<>();
    for (int i = 0; i < STEPS; i++) {
      memory.put("fault." + i, past.get(i));
    }
    return memory;
  }

  @Override
  public void close() {
    past.forEach(Weights::close);
    sampler.close();
  }
}
