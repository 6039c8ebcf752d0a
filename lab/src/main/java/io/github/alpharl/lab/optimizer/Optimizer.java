package io.github.alpharl.lab.optimizer;

import io.github.alpharl.lab.torch.Weights;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Changes parameters along their gradients; its state can be written and read back. */
public final class Optimizer implements AutoCloseable {

  /** The rules. */
  public enum Rule {
    /** Adam with decoupled weight decay (Loshchilov and Hutter 2019). */
    ADAMW,
    /** θ ← θ − lr·g, with decoupled weight decay. */
    SGD;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Constants of a rule.
   *
   * @param rule which
   * @param beta1 decay of the mean
   * @param beta2 decay of the mean square
   * @param weightDecay a step, times the learning rate
   */
  public record Settings(Rule rule, double beta1, double beta2, double weightDecay) {}

  private static final double EPSILON = 1e-8;

  private final Settings settings;
  private final Parameters parameters;
  private final Weights state = new Weights();

  public Optimizer(Parameters parameters, Settings settings) {
    this.parameters = parameters;
    this.settings = settings;
    if (settings.rule() == Rule.ADAMW) {
      try (PointerScope _ = new PointerScope()) {
        parameters
            .map()
            .forEach(
                (name, leaf) -> {
                  state.put(mean(name), torch.zeros_like(leaf.detach()));
                  state.put(square(name), torch.zeros_like(leaf.detach()));
                });
      }
    }
  }

  private static String mean(String name) {
    return name + ".mean";
  }

  private static String square(String name) {
    return name + ".square";
  }

  /** What the rule remembers, by name. */
  public Weights state() {
    return state;
  }

  /** Sets all that the rule remembers to 0. */
  public void forget() {
    try (NoGradGuard _ = new NoGradGuard()) {
      state.map().values().forEach(Tensor::zero_);
    }
  }

  /**
   * Takes one step.
   *
   * @param rate learning rate
   * @param scale what gradients are multiplied by first: the clipping by norm
   * @param count number of this step, from 1
   */
  public void step(double rate, double scale, long count) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      for (Map.Entry<String, Tensor> entry : parameters.map().entrySet()) {
        Tensor gradient = entry.getValue().grad();
        if (gradient.defined()) {
          step(entry.getKey(), entry.getValue(), gradient.mul(new Scalar(scale)), rate, count);
        }
      }
    }
  }

  private void step(String name, Tensor leaf, Tensor gradient, double rate, long count) {
    if (settings.weightDecay() != 0) {
      leaf.mul_(new Scalar(1 - rate * settings.weightDecay()));
    }
    switch (settings.rule()) {
      case ADAMW -> adam(name, leaf, gradient, rate, count);
      case SGD -> leaf.sub_(gradient, new Scalar(rate));
    }
  }

  private void adam(String name, Tensor leaf, Tensor gradient, double rate, long count) {
    Tensor mean = state.get(mean(name));
    Tensor square = state.get(square(name));
    mean.mul_(new Scalar(settings.beta1())).add_(gradient, new Scalar(1 - settings.beta1()));
    square
        .mul_(new Scalar(settings.beta2()))
        .addcmul_(gradient, gradient, new Scalar(1 - settings.beta2()));
    double correction1 = 1 - Math.pow(settings.beta1(), (double) count);
    double correction2 = 1 - Math.pow(settings.beta2(), (double) count);
    Tensor root = square.sqrt().mul_(new Scalar(1 / Math.sqrt(correction2)));
    leaf.addcdiv_(mean, root.add_(new Scalar(EPSILON)), new Scalar(-rate / correction1));
  }

  @Override
  public void close() {
    state.close();
  }
}
