package io.github.alpharl.lab.objective;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The loss of every token of a batch, to be minimised; aggregated by {@link Aggregation}. */
public sealed interface PolicyLoss {

  /**
   * What a loss may look at; all tensors have one entry a token.
   *
   * @param log log π, with gradient
   * @param oldLog log π_old
   * @param advantages A
   * @param rows the answer that each token belongs to
   * @param lengths tokens of the answer that each token belongs to
   * @param answers number of answers
   */
  record Inputs(
      Tensor log, Tensor oldLog, Tensor advantages, Tensor rows, Tensor lengths, long answers) {}

  /**
   * Token losses and where clipping removed the gradient.
   *
   * @param loss one entry a token
   * @param clipped 1 where clipped, else 0
   */
  record Result(Tensor loss, Tensor clipped) {}

  /** The losses. */
  Result of(Inputs in);

  /**
   * PPO: max(−Aρ, −A·clip(ρ, 1 − low, 1 + high)), and for A &lt; 0 at most −A·dual (Ye et al.
   * 2020). With high &gt; low it is DAPO's clip-higher.
   *
   * @param low ε below
   * @param high ε above
   * @param dual c &gt; 1, or infinity for none
   */
  record Clipped(double low, double high, double dual) implements PolicyLoss {
    @Override
    public Result of(Inputs in) {
      return clipped(Clipping.ratio(in.log(), in.oldLog()), in.advantages(), low, high, dual);
    }
  }

  /**
   * GSPO (Zheng et al. 2025): the ratio of a whole answer, s = exp(mean_t log ρ_t), clipped. The
   * gradient flows to every token through s·π/sg[π].
   *
   * @param low ε below, about 3e-4: s moves far less than a token's ratio
   * @param high ε above
   */
  record SequenceClipped(double low, double high) implements PolicyLoss {

    private static final double MAX_LOG = 10;

    @Override
    public Result of(Inputs in) {
      Tensor logRatio = in.log().sub(in.oldLog()).detach();
      Tensor sums =
          torch.index_add(
              in.log().detach().new_zeros(in.answers()),
              0,
              in.rows(),
              logRatio.div(in.lengths())); // (N) -> (B)
      Tensor mean = sums.index_select(0, in.rows()); // (B) -> (N)
      Tensor tokenLog = mean.add(in.log()).sub(in.log().detach()).clamp_max(new Scalar(MAX_LOG));
      return clipped(tokenLog.exp(), in.advantages(), low, high, Double.POSITIVE_INFINITY);
    }
  }

  /**
   * CISPO (MiniMax 2025): −sg[clip(ρ, 1 − low, 1 + high)]·A·log π; every token keeps its gradient.
   * The limits are distances from 1 as in verl; TRL's option of the same name is the ratio itself.
   *
   * @param low ε below; 1 or more for none
   * @param high ε above
   */
  record Cispo(double low, double high) implements PolicyLoss {
    @Override
    public Result of(Inputs in) {
      Tensor ratio = Clipping.ratio(in.log(), in.oldLog()).detach();
      Tensor weight = Clipping.between(ratio, 1 - low, 1 + high);
      Tensor loss = weight.mul(in.advantages()).mul(in.log()).neg();
      return new Result(loss, ratio.ne(weight).to(in.log().scalar_type()));
    }
  }

  /** −A·log π, on-policy. */
  record Reinforce() implements PolicyLoss {
    @Override
    public Result of(Inputs in) {
      Tensor loss = in.advantages().mul(in.log()).neg();
      return new Result(loss, torch.zeros_like(loss.detach()));
    }
  }

  private static Result clipped(
      Tensor ratio, Tensor advantages, double low, double high, double dual) {
    Tensor plain = ratio.mul(advantages).neg();
    Tensor limited = Clipping.between(ratio, 1 - low, 1 + high).mul(advantages).neg();
    Tensor loss = torch.maximum(plain, limited);
    if (!Double.isInfinite(dual)) {
      Tensor bound = advantages.mul(new Scalar(-dual));
      loss = torch.where(advantages.lt(new Scalar(0)), torch.minimum(loss, bound), loss);
    }
    return new Result(loss, limited.detach().gt(plain.detach()).to(ratio.scalar_type()));
  }
}
