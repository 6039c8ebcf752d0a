package io.github.alpharl.lab.network;

import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import io.github.alpharl.lab.torch.Weights;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * LoRA factors of every projection: the effective weight is W + (α/r)·B·A, with A (r × in) uniform
 * within ±1/√in and B (out × r) zero at the start (Hu et al. 2021, section 4.1).
 */
public final class LowRankAdapter implements AutoCloseable {

  private final Weights factors = new Weights();
  private final double scaling;

  /** Fresh factors for {@code config}'s projections, the same for the same seed. */
  public LowRankAdapter(Architecture config, int rank, double alpha, long seed, Compute compute) {
    scaling = alpha / rank;
    SplittableRandom random = new SplittableRandom(seed);
    try (PointerScope _ = new PointerScope()) {
      config
          .shapes()
          .forEach(
              (name, shape) -> {
                if (TensorNames.isProjection(name)) {
                  factors.put(a(name), uniform(compute, random, rank, shape[1]));
                  double[] zeros = new double[Math.toIntExact(shape[0] * rank)];
                  factors.put(b(name), Tensors.of(compute, zeros, shape[0], rank));
                }
              });
    }
  }

  private static Tensor uniform(Compute compute, SplittableRandom random, int rank, long in) {
    double bound = 1 / Math.sqrt((double) in);
    double[] values = random.doubles(rank * in, -bound, bound).toArray();
    return Tensors.of(compute, values, rank, in);
  }

  private static String a(String name) {
    return name + ".lora_A";
  }

  private static String b(String name) {
    return name + ".lora_B";
  }

  /** The factors by name, for the optimizer. */
  public Weights factors() {
    return factors;
  }

  Tensor onto(String name, Tensor weight) {
    Tensor a = factors.get(a(name));
    if (a == null) {
      return weight;
    }
    Tensor update = factors.get(b(name)).matmul(a); // (out, r)·(r, in)
    return weight.add(update, new Scalar(scaling));
  }

  @Override
  public void close() {
    factors.close();
  }
}
