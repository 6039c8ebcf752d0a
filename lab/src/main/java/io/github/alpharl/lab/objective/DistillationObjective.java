package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.LogitRule;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.network.TokenBatch;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Learning a teacher's distribution at every place of given answers: KL(teacher ‖ student) on the
 * teacher's answers (Hinton et al. 2015), or KL(student ‖ teacher) on the student's own (Agarwal et
 * al. 2024).
 *
 * @param student what learns
 * @param teacher what is imitated; same vocabulary
 * @param rule log-probabilities of both
 * @param reverse true for KL(student ‖ teacher)
 */
public record DistillationObjective(
    Network student, Network teacher, LogitRule rule, boolean reverse) implements Objective {

  @Override
  public Tensor loss(List<TrainingSample> samples, TokenBatch batch, StepMetrics metrics) {
    Tensor learnt = batch.distribution(student, rule); // (N, V)
    Tensor target = target(batch); // (N, V)
    Tensor from = reverse ? learnt : target;
    Tensor to = reverse ? target : learnt;
    Tensor kl = from.exp().mul(from.sub(to)).sum(-1); // (N)
    metrics.add("teacherKl", kl.detach());
    return kl.mul(PolicyObjective.weights(samples, student.compute())).sum();
  }

  private Tensor target(TokenBatch batch) {
    try (NoGradGuard _ = new NoGradGuard()) {
      return batch.distribution(teacher, rule);
    }
  }
}
