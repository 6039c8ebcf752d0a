package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Budget;
import io.github.alpharl.grade.expression.Exact;
import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.NotUnderstood;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.hipparchus.fraction.BigFraction;

/**
 * The value of an expression some of whose letters are 3×3 matrices of random fractions, exactly. A
 * vector is the skew matrix of its cross product, so that × is the commutator.
 */
final class RandomMatrices {

  private static final int N = 3;
  private static final int LARGEST_POWER = 12;

  private final Set<String> matrices;
  private final Set<String> vectors;
  private final Budget budget;
  private final int seed;

  private RandomMatrices(Set<String> matrices, Set<String> vectors, Budget budget, int seed) {
    this.matrices = matrices;
    this.vectors = vectors;
    this.budget = budget;
    this.seed = seed;
  }

  /** Whether both have the same value for two choices of the matrices. */
  static boolean agree(Expr a, Expr b, Set<String> matrices, Set<String> vectors, Budget budget) {
    for (int seed = 1; seed <= 2; seed++) {
      var at = new RandomMatrices(matrices, vectors, budget, seed);
      if (!at.value(a).equals(at.value(b))) {
        return false;
      }
    }
    return true;
  }

  private record Square(List<BigFraction> cells) {

    BigFraction at(int i, int j) {
      return cells.get(N * i + j);
    }
  }

  private interface Cell {
    BigFraction at(int i, int j);
  }

  private static Square square(Cell cell) {
    var cells = new java.util.ArrayList<BigFraction>();
    for (int k = 0; k < N * N; k++) {
      cells.add(cell.at(k / N, k % N));
    }
    return new Square(List.copyOf(cells));
  }

  private static Square scalar(BigFraction x) {
    return square((i, j) -> i == j ? x : BigFraction.ZERO);
  }

  private Square value(Expr e) {
    budget.spend(30);
    Optional<BigFraction> exact = Exact.rational(e);
    if (exact.isPresent()) {
      return scalar(exact.get());
    }
    return switch (e) {
      case Expr.Symbol s -> symbol(s.name());
      case Expr.Sum s ->
          s.terms().stream().map(this::value).reduce(RandomMatrices::plus).orElseThrow();
      case Expr.Product p ->
          p.factors().stream().map(this::value).reduce(RandomMatrices::times).orElseThrow();
      case Expr.Power p -> power(p);
      case Expr.Call c -> call(c);
      default -> throw new NotUnderstood("no matrix");
    };
  }

  private Square symbol(String name) {
    var random = new SplittableRandom(31L * name.hashCode() + seed);
    if (vectors.contains(name)) {
      BigFraction[] v = {fraction(random), fraction(random), fraction(random)};
      return square((i, j) -> skew(v, i, j));
    }
    if (!matrices.contains(name)) {
      return scalar(name.equals("I") ? BigFraction.ONE : fraction(random));
    }
    return name.equals("I") ? scalar(BigFraction.ONE) : square((i, j) -> fraction(random));
  }

  private static BigFraction fraction(SplittableRandom random) {
    return new BigFraction(random.nextInt(1, 50), random.nextInt(1, 20));
  }

  private static BigFraction skew(BigFraction[] v, int i, int j) {
    if (i == j) {
      return BigFraction.ZERO;
    }
    BigFraction size = v[N - i - j];
    return (j - i + N) % N == 1 ? size.negate() : size;
  }

  private static Square plus(Square a, Square b) {
    return square((i, j) -> a.at(i, j).add(b.at(i, j)));
  }

  private static Square times(Square a, Square b) {
    return square(
        (i, j) -> {
          BigFraction total = BigFraction.ZERO;
          for (int k = 0; k < N; k++) {
            total = total.add(a.at(i, k).multiply(b.at(k, j)));
          }
          return total;
        });
  }

  private Square power(Expr.Power p) {
    Square base = value(p.base());
    if (MatrixAlgebra.isTranspose(p.exponent())) {
      return square((i, j) -> base.at(j, i));
    }
    int n =
        Exact.rational(p.exponent())
            .filter(x -> x.getDenominatorAsInt() == 1 && Math.abs(x.intValue()) <= LARGEST_POWER)
            .orElseThrow(() -> new NotUnderstood("such a power of a matrix"))
            .intValue();
    Square total = scalar(BigFraction.ONE);
    for (int i = 0; i < Math.abs(n); i++) {
      total = times(total, base);
    }
    return n < 0 ? inverse(total) : total;
  }

  private static Square inverse(Square a) {
    BigFraction det = determinant(a);
    if (det.isZero()) {
      throw new NotUnderstood("the inverse of a singular matrix");
    }
    return square((i, j) -> cofactor(a, j, i).divide(det));
  }

  private static BigFraction cofactor(Square a, int i, int j) {
    int r = (i + 1) % N;
    int s = (i + 2) % N;
    int p = (j + 1) % N;
    int q = (j + 2) % N;
    return a.at(r, p).multiply(a.at(s, q)).subtract(a.at(r, q).multiply(a.at(s, p)));
  }

  private static BigFraction determinant(Square a) {
    BigFraction total = BigFraction.ZERO;
    for (int j = 0; j < N; j++) {
      total = total.add(a.at(0, j).multiply(cofactor(a, 0, j)));
    }
    return total;
  }

  private Square call(Expr.Call c) {
    List<Square> values = c.arguments().stream().map(this::value).toList();
    Square first = values.getFirst();
    return switch (c.name()) {
      case "det", "abs" -> scalar(determinant(first));
      case "ordered" -> times(first, values.get(1));
      case "cross" ->
          plus(
              times(first, values.get(1)),
              times(scalar(BigFraction.MINUS_ONE), times(values.get(1), first)));
      case "dot" -> scalar(trace(times(first, values.get(1))).divide(-2));
      default -> throw new NotUnderstood(c.name() + " of matrices");
    };
  }

  private static BigFraction trace(Square a) {
    return a.at(0, 0).add(a.at(1, 1)).add(a.at(2, 2));
  }
}
