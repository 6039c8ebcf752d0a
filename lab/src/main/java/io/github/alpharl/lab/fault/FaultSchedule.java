package io.github.alpharl.lab.fault;

import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.optimizer.Parameters;
import io.github.alpharl.lab.torch.Weights;
import java.util.Map;

/**
 * No fault up to a step, one from there on.
 *
 * @param first the first step that has it
 * @param fault what it is
 */
public record FaultSchedule(int first, Fault fault) implements AutoCloseable {

  private static final Fault NONE = new Healthy();

  /** The course that {@code plan} describes; none where it is null. */
  public static FaultSchedule of(
      FaultPlan plan, Network network, Parameters parameters, long seed) {
    return plan == null
        ? new FaultSchedule(Integer.MAX_VALUE, NONE)
        : new FaultSchedule(plan.step(), Fault.of(plan.kind(), network, parameters, seed));
  }

  /** What holds at {@code step}; asked once a step, as the fault may begin by that. */
  public Fault at(int step) {
    if (step == first) {
      fault.begin();
    }
    return step < first ? NONE : fault;
  }

  /** What the fault must remember between steps. */
  public Map<String, Weights> memory() {
    return fault.memory();
  }

  @Override
  public void close() {
    fault.close();
  }
}
