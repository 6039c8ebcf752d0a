package io.github.alpharl.lab.objective;

import io.github.alpharl.lab.network.TokenBatch;
import io.github.alpharl.lab.torch.Compute;
import java.util.ArrayList;
import java.util.List;

/** Cuts rows into micro-batches. */
public final class MicroBatches {

  private MicroBatches() {}

  /** Runs of whole units whose padded size stays within {@code tokens}, at least one unit each. */
  public static List<List<TrainingSample>> split(List<TrainingSample> rows, int unit, int tokens) {
    List<List<TrainingSample>> parts = new ArrayList<>();
    int from = 0;
    int width = 0;
    for (int at = 0; at < rows.size(); at += unit) {
      int wider = width;
      for (TrainingSample row : rows.subList(at, at + unit)) {
        wider = Math.max(wider, row.length());
      }
      if (at > from && (long) wider * (at + unit - from) > tokens) {
        parts.add(rows.subList(from, at));
        from = at;
        wider = widest(rows.subList(at, at + unit));
      }
      width = wider;
    }
    if (from < rows.size()) {
      parts.add(rows.subList(from, rows.size()));
    }
    return parts;
  }

  private static int widest(List<TrainingSample> rows) {
    return rows.stream().mapToInt(TrainingSample::length).max().orElse(0);
  }

  /** Prompts and answers of {@code samples} as the rows of one batch, in the caller's scope. */
  public static TokenBatch packed(List<TrainingSample> samples, Compute compute) {
    return new TokenBatch(
        samples.stream().map(TrainingSample::prompt).toList(),
        samples.stream().map(TrainingSample::answer).toList(),
        compute);
  }
}
