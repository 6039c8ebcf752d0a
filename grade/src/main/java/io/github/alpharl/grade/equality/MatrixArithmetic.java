package io.github.alpharl.grade.equality;

import io.github.alpharl.grade.expression.Expr;
import io.github.alpharl.grade.expression.Expr.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sums, products and multiples of matrices that were left to be computed, up to {@value #LARGEST} a
 * side.
 */
final class MatrixArithmetic {

  private static final int LARGEST = 6;
  private static final int MOST_FACTORS = 4;
  private static final int MOST_SCALARS = 8;

  private MatrixArithmetic() {}

  /** The matrix that {@code e} comes to, or {@code e} itself where it is no such sum or product. */
  static Expr value(Expr e) {
    return switch (e) {
      case Expr.Sum s when s.terms().size() <= MOST_FACTORS ->
          fold(s.terms().stream().map(MatrixArithmetic::value).toList(), MatrixArithmetic::sum)
              .orElse(e);
      case Expr.Product p -> scaled(p).orElse(e);
      default -> e;
    };
  }

  /** The matrices of a product in their order, each cell times all that is no matrix. */
  private static Optional<Expr> scaled(Expr.Product p) {
    List<Expr> matrices = p.factors().stream().filter(MatrixArithmetic::isSmall).toList();
    List<Expr> others = p.factors().stream().filter(f -> !isSmall(f)).toList();
    boolean plain =
        !matrices.isEmpty()
            && matrices.size() <= MOST_FACTORS
            && others.size() <= MOST_SCALARS
            && others.stream().noneMatch(f -> Shape.any(f, Matrix.class::isInstance));
    if (!plain) {
      return Optional.empty();
    }
    Optional<Expr> product = fold(matrices, MatrixArithmetic::product);
    return others.isEmpty()
        ? product
        : product.map(m -> times(new Expr.Product(others), (Matrix) m));
  }

  private static Expr times(Expr scalar, Matrix m) {
    return table(
        m.rows().size(), m.rows().getFirst().size(), (i, j) -> Expr.times(scalar, at(m, i, j)));
  }

  private static boolean isSmall(Expr e) {
    return e instanceof Matrix m
        && m.rows().size() <= LARGEST
        && m.rows().stream().allMatch(r -> r.size() <= LARGEST)
        && isRectangle(m);
  }

  private static boolean isRectangle(Matrix m) {
    return m.rows().stream().map(List::size).distinct().count() == 1;
  }

  private interface Operation {
    Optional<Matrix> apply(Matrix a, Matrix b);
  }

  private static Optional<Expr> fold(List<Expr> parts, Operation operation) {
    if (!parts.stream().allMatch(MatrixArithmetic::isSmall)) {
      return Optional.empty();
    }
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
