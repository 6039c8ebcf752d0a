package io.github.alpharl.lab.generation;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.lab.generation.TokenSampler.Draw;
import io.github.alpharl.lab.network.Architecture;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Batched generation: prompts are padded on the left and read once each however many samples they
 * get, keys and values are cached, and rows that have ended are dropped from the batch.
 */
public final class Generator {

  /** The batch shrinks when fewer than this share of its rows still run: a copy pays only then. */
  private static final double SHRINK = 0.75;

  private final Network network;
  private final Sampling sampling;

  public Generator(Network network, Sampling sampling) {
    this.network = network;
    this.sampling = sampling;
  }

  /**
   * {@code samples} answers to every prompt, prompt by prompt.
   *
   * @param prompts token ids, none empty
   */
  public List<Completion> generate(List<int[]> prompts, int samples) {
    if (prompts.isEmpty()) {
      return List.of();
    }
    Prompts padded = Prompts.of(prompts, network.config());
    int capacity = Math.min(padded.width() + sampling.maxTokens(), network.config().context());
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard();
        KvCache cache =
            new KvCache(network.config(), prompts.size(), capacity, network.compute())) {
      return run(padded, samples, capacity, cache);
    }
  }

  private List<Completion> run(Prompts prompts, int samples, int capacity, KvCache cache) {
    Network.Pass pass = network.pass();
    TokenSampler sampler =
        new TokenSampler(sampling, network.config().vocabulary(), network.compute());
    OpenAnswers rows = OpenAnswers.of(prompts, samples, sampling);
    Draw draw = read(prompts, pass, cache, sampler, rows);
    rows.take(draw);
    for (int column = prompts.width(); column < capacity && rows.running() > 0; column++) {
      try (PointerScope _ = new PointerScope()) {
        if (rows.running() < SHRINK * rows.size()) {
          cache.select(longs(rows.shrink()));
        }
        rows.take(step(pass, cache, sampler, rows));
      }
    }
    return rows.completions();
  }

  /** Reads every prompt once, then spreads its last position and its cache over its samples. */
  private Draw read(
      Prompts prompts, Network.Pass pass, KvCache cache, TokenSampler sampler, OpenAnswers rows) {
    try (PointerScope _ = new PointerScope()) {
      int width = prompts.width();
      cache.look(prompts.mask(network.config().groupSize(), network.compute()));
      Tensor hidden =
          pass.hidden(prompts.ids(network.compute()), prompts.positions(network.compute()), cache);
      cache.advance(width);
      Tensor repeats = longs(rows.prompts());
      cache.select(repeats);
      Tensor last = hidden.select(1, width - 1L); // (prompts, T, D) -> (prompts, D)
      Tensor spread = last.index_select(0, repeats); // (B, D)
      return sampler.draw(pass.logits(spread), rows.uniforms());
    }
  }

  private Draw step(Network.Pass pass, KvCache cache, TokenSampler sampler, OpenAnswers rows) {
    int size = rows.size();
    cache.look(rows.mask(cache.filled() + 1, network.compute()));
    Tensor ids = Tensors.of(network.compute(), rows.lastTokens(), size, 1);
    Tensor positions = Tensors.of(network.compute(), rows.positions(cache.filled()), size, 1);
    Tensor hidden = pass.hidden(ids, positions, cache);
    cache.advance(1);
    Tensor last = hidden.select(1, 0); // (B, 1, D) -> (B, D)
    return sampler.draw(pass.logits(last), rows.uniforms());
  }

  private Tensor longs(int[] values) {
    long[] wide = Arrays.stream(values).asLongStream().toArray();
    return Tensors.of(network.compute(), wide, wide.length);
  }

  /** Left-padded prompts. */
  record Prompts(List<int[]> rows, int width) {

    static Prompts of(List<int[]> prompts, Architecture config) {
      int width = 0;
      for (int[] prompt : prompts) {
        check(prompt, config);
        width = Math.max(width, prompt.length);
      }
      return new Prompts(new ArrayList<>(prompts), width);
    }

    private static void check(int[] prompt, Architecture config) {
      if (prompt.length == 0) {
        throw BadDataException.of("A prompt has no tokens; give at least one.").as(Defect.MISSING);
      }
      if (prompt.length >= config.context()) {
        throw BadDataException.of(
                "A prompt has %d tokens, but the model's context is %d and the answer needs at least"
                    + " one; shorten the prompt.",
                prompt.length, config.context())
            .as(Defect.MISMATCH);
      }
      for (int id : prompt) {
        if (id < 0 || id >= config.vocabulary()) {
          throw BadDataException.of(
                  "A prompt has the token id %d, but the model's vocabulary has %d tokens: the"
                      + " tokenizer belongs to another model.",
                  id, config.vocabulary())
              .as(Defect.MISMATCH);
        }
      }
    }

    int padding(int row) {
      return width - rows.get(row).length;
    }

    Tensor ids(Compute compute) {
      long[] ids = new long[rows.size() * width];
      for (int row = 0; row < rows.size(); row++) {
        int[] prompt = rows.get(row);
        for (int i = 0; i < prompt.length; i++) {
          ids[row * width + padding(row) + i] = prompt[i];
        }
      }
      return Tensors.of(compute, ids, rows.size(), width);
    }

    Tensor positions(Compute compute) {
      long[] positions = new long[rows.size() * width];
      for (int row = 0; row < rows.size(); row++) {
        for (int column = 0; column < width; column++) {
          positions[row * width + column] = Math.max(0, column - padding(row));
        }
      }
      return Tensors.of(compute, positions, rows.size(), width);
    }

    /** rows × 1 × (group · width) × width: no future, no padding; padding sees itself alone. */
    Tensor mask(int group, Compute compute) {
      double[] mask = new double[rows.size() * width * width];
      int at = 0;
      for (int row = 0; row < rows.size(); row++) {
        for (int query = 0; query < width; query++) {
          for (int key = 0; key < width; key++) {
            boolean seen = key == query || (key < query && key >= padding(row));
            mask[at++] = seen ? 0 : Double.NEGATIVE_INFINITY;
          }
        }
      }
      Tensor one = Tensors.of(compute, mask, rows.size(), 1, width, width); // (B, 1, T, T)
      return one.repeat(1, 1, group, 1); // (B, 1, G·T, T)
    }
  }
}
