package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Sums and products of matrices that were left to be computed, up to {@value #LARGEST} a side. */
final class MatrixArithmetic {

  private static final int LARGEST = 6;
  private static final int MOST_FACTORS = 4;

  private MatrixArithmetic() {}

  /** The matrix that {@code e} comes to, or {@code e} itself where it is no such sum or product. */
  static Expr value(Expr e) {
    return switch (e) {
      case Expr.Sum s when small(s.terms()) -> fold(s.terms(), MatrixArithmetic::sum).orElse(e);
      case Expr.Product p when small(p.factors()) ->
          fold(p.factors(), MatrixArithmetic::product).orElse(e);
      default -> e;
    };
  }

  private static boolean small(List<Expr> parts) {
    return parts.size() <= MOST_FACTORS
        && parts.stream()
            .allMatch(
                p ->
                    p instanceof Matrix m
                        && m.rows().size() <= LARGEST
                        && m.rows().stream().allMatch(r -> r.size() <= LARGEST)
                        && isRectangle(m));
  }

  private static boolean isRectangle(Matrix m) {
    return m.rows().stream().map(List::size).distinct().count() == 1;
  }

  private interface Operation {
    Optional<Matrix> apply(Matrix a, Matrix b);
  }

  private static Optional<Expr> fold(List<Expr> parts, Operation operation) {
    Optional<Matrix> all = Optional.of((Matrix) parts.getFirst());
    for (Expr next : parts.subList(1, parts.size())) {
      all = all.flatMap(m -> operation.apply(m, (Matrix) next));
    }
    return all.map(Expr.class::cast);
  }

  private static Optional<Matrix> sum(Matrix a, Matrix b) {
    int columns = a.rows().getFirst().size();
    if (a.rows().size() != b.rows().size() || columns != b.rows().getFirst().size()) {
      return Optional.empty();
    }
    return Optional.of(
        table(a.rows().size(), columns, (i, j) -> new Expr.Sum(List.of(at(a, i, j), at(b, i, j)))));
  }

  private static Optional<Matrix> product(Matrix a, Matrix b) {
    int inner = b.rows().size();
    if (a.rows().getFirst().size() != inner) {
      return Optional.empty();
    }
    return Optional.of(
        table(
            a.rows().size(),
            b.rows().getFirst().size(),
            (i, j) ->
                new Expr.Sum(
                    IntStream.range(0, inner)
                        .mapToObj(k -> Expr.times(at(a, i, k), at(b, k, j)))
                        .toList())));
  }

  private interface Cell {
    Expr at(int row, int column);
  }

  private static Matrix table(int rows, int columns, Cell cell) {
    List<List<Expr>> table = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int row = i;
      table.add(IntStream.range(0, columns).mapToObj(j -> cell.at(row, j)).toList());
    }
    return new Matrix(table);
  }

  private static Expr at(Matrix m, int row, int column) {
    return m.rows().get(row).get(column);
  }
}
