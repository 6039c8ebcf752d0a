package io.github.alpharl.lab.generation;

import io.github.alpharl.lab.generation.TokenSampler.Draw;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;

/** The answers that are being written, and which of them are still in the batch. */
final class OpenAnswers {

  private final List<Row> all;
  private final Sampling sampling;
  private List<Row> batch;

  private OpenAnswers(List<Row> all, Sampling sampling) {
    this.all = all;
    this.sampling = sampling;
    batch = all;
  }

  static OpenAnswers of(Generator.Prompts prompts, int samples, Sampling sampling) {
    List<Row> rows = new ArrayList<>();
    for (int prompt = 0; prompt < prompts.rows().size(); prompt++) {
      for (int sample = 0; sample < samples; sample++) {
        long stream = sampling.seed() * 0x9E3779B97F4A7C15L + rows.size();
        rows.add(
            new Row(
                prompt,
                prompts.padding(prompt),
                new SplittableRandom(stream),
                sampling.maxTokens()));
      }
    }
    return new OpenAnswers(rows, sampling);
  }

  int size() {
    return batch.size();
  }

  int running() {
    return (int) batch.stream().filter(row -> !row.ended).count();
  }

  /** The prompt of every row. */
  int[] prompts() {
    return batch.stream().mapToInt(row -> row.prompt).toArray();
  }

  /** Drops ended rows; the places in the old batch of those that stay. */
  int[] shrink() {
    int[] kept = IntStream.range(0, batch.size()).filter(i -> !batch.get(i).ended).toArray();
    batch = IntStream.of(kept).mapToObj(batch::get).toList();
    return kept;
  }

  double[] uniforms() {
    return batch.stream().mapToDouble(row -> row.random.nextDouble()).toArray();
  }

  void take(Draw draw) {
    for (int i = 0; i < batch.size(); i++) {
      batch.get(i).take((int) draw.ids()[i], draw.logProbabilities()[i], sampling);
    }
  }

  long[] lastTokens() {
    return batch.stream().mapToLong(row -> row.tokens[Math.max(0, row.length - 1)]).toArray();
  }

  long[] positions(long column) {
    return batch.stream().mapToLong(row -> column - row.padding).toArray();
  }

  /** rows × 1 × 1 × columns: −∞ on the padding. */
  Tensor mask(long columns, Compute compute) {
    double[] mask = new double[batch.size() * (int) columns];
    for (int i = 0; i < batch.size(); i++) {
      int from = i * (int) columns;
      Arrays.fill(mask, from, from + batch.get(i).padding, Double.NEGATIVE_INFINITY);
    }
    return Tensors.of(compute, mask, batch.size(), 1, 1, columns);
  }

  List<Completion> completions() {
    return all.stream().map(Row::completion).toList();
  }

  private static final class Row {
    private final int prompt;
    private final int padding;
    private final SplittableRandom random;
    private final int[] tokens;
    private final double[] logProbabilities;
    private int length;
    private boolean ended;
    private boolean stopped;

    private Row(int prompt, int padding, SplittableRandom random, int maxTokens) {
      this.prompt = prompt;
      this.padding = padding;
      this.random = random;
      tokens = new int[maxTokens];
      logProbabilities = new double[maxTokens];
    }

    private void take(int token, double logProbability, Sampling sampling) {
      if (ended) {
        return;
      }
      tokens[length] = token;
      logProbabilities[length++] = logProbability;
      stopped = sampling.stopTokens().contains(token);
      ended = stopped || length == sampling.maxTokens();
    }

    private Completion completion() {
      return new Completion(
          Arrays.copyOf(tokens, length), Arrays.copyOf(logProbabilities, length), stopped);
    }
  }
}
