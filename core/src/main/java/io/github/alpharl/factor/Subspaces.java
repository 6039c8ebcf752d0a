package io.github.alpharl.factor;

import io.github.alpharl.failure.UsageException;
import io.github.alpharl.spectral.Rank;
import io.github.alpharl.update.Update;
import io.github.alpharl.vector.Vectors;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which part of an update a rank-k model keeps (method, section 2). */
public sealed interface Subspaces {

  /** The first k directions. */
  record Top(Rank rank) implements Subspaces {
    @Override
    public Rank needed() {
      return rank;
    }

    @Override
    public String text() {
      return rank.toString();
    }

    @Override
    public String sentence() {
      String text = rank.toString();
      return text.equals("1")
          ? "the first singular direction"
          : text.endsWith("%")
              ? "the first " + text.replace("%", " %") + " of the singular directions"
              : "the first " + text + " singular directions";
    }

    @Override
    public double squares(ModuleFactors factors) {
      return sum(factors, 0, rank.of(factors.u()[0].length, factors.v()[0].length));
    }

    @Override
    public Update of(ModuleFactors factors, double scale, boolean normMatched) {
      return kept(
          factors, 0, rank.of(factors.u()[0].length, factors.v()[0].length), scale, normMatched);
    }
  }

  /** The i-th direction alone, i from 1: the paper's ablation. */
  record Only(int index) implements Subspaces {
    /** Checks the range. */
    public Only {
      if (index < 1) {
        throw UsageException.of("subspaces are counted from 1, not %d", index);
      }
    }

    @Override
    public Rank needed() {
      return new Rank.Count(index);
    }

    @Override
    public String text() {
      return "i:" + index;
    }

    @Override
    public String sentence() {
      return "the singular direction " + index + " alone";
    }

    @Override
    public double squares(ModuleFactors factors) {
      return sum(factors, index - 1, index);
    }

    @Override
    public Update of(ModuleFactors factors, double scale, boolean normMatched) {
      return kept(factors, index - 1, index, scale, normMatched);
    }
  }

  private static Update kept(
      ModuleFactors factors, int from, int to, double scale, boolean normMatched) {
    int first = Math.min(from, factors.rank());
    int last = Math.min(to, factors.rank());
    double alpha = normMatched ? alpha(factors.norm(), sum(factors, from, to)) : 1;
    double[][] left = new double[last - first][];
    for (int i = first; i < last; i++) {
      left[i - first] = Vectors.scaled(scale * alpha * factors.sigma()[i], factors.u()[i]);
    }
    return Update.products(factors.module(), left, Arrays.copyOfRange(factors.v(), first, last));
  }

  private static double sum(ModuleFactors factors, int from, int to) {
    double squares = 0;
    for (int i = from; i < Math.min(to, factors.rank()); i++) {
      squares += factors.sigma()[i] * factors.sigma()[i];
    }
    return squares;
  }

  private static double alpha(double norm, double squares) {
    return squares == 0 ? 0 : norm / Math.sqrt(squares);
  }

  /** The rank to which the update must be decomposed. */
  Rank needed();

  /**
   * The kept part of one module, scaled by λ: λ·α·Σ σᵢuᵢvᵢᵀ.
   *
   * @param factors at least of the needed rank, or of the module's
   * @param scale λ
   * @param normMatched α = ‖ΔW‖/‖kept‖, else 1: the plain truncation
   */
  Update of(ModuleFactors factors, double scale, boolean normMatched);

  /** ‖kept part‖² of one module as it is in the update, neither scaled nor norm-matched. */
  double squares(ModuleFactors factors);

  /** As {@link #parse} reads it. */
  String text();

  /** Such as "the first 8 singular directions". */
  String sentence();

  /** Reads {@code 1}, {@code 8}, {@code 1%} or {@code i:3}. */
  static Subspaces parse(String text) {
    Matcher only = Forms.ONLY.matcher(text.strip());
    return only.matches() ? new Only(Integer.parseInt(only.group(1))) : new Top(Rank.parse(text));
  }

  /** How the i-th subspace is written. */
  final class Forms {
    private static final Pattern ONLY = Pattern.compile("i:(\\d{1,8})");

    private Forms() {}
  }
}
