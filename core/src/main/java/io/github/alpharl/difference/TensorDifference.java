package io.github.alpharl.difference;

import java.util.List;

/**
 * How one tensor differs; figures that make no sense for a status are NaN.
 *
 * @param name of the tensor, or of an adapter's module
 * @param status equal, changed, there in one alone, or of another shape
 * @param firstType the type in A, empty where it has none
 * @param secondType the type in B, empty where it has none
 * @param shape in A, or in B where A has none
 * @param elements how many
 * @param changedShare share of the elements whose values differ
 * @param norm ‖Δ‖, the Frobenius norm of B − A
 * @param relativeNorm ‖Δ‖/‖A‖; infinite where A is zero
 * @param sigma σ₁ of Δ, of matrices
 * @param normShare σ₁/‖Δ‖, of matrices
 * @param nonFinite elements that are NaN or infinite in A or B, left out of the norms
 */
public record TensorDifference(
    String name,
    Status status,
    String firstType,
    String secondType,
    List<Long> shape,
    long elements,
    double changedShare,
    double norm,
    double relativeNorm,
    double sigma,
    double normShare,
    long nonFinite) {

  /** The outcome of a comparison. */
  public enum Status {
    /** The same values, though perhaps in another type. */
    EQUAL,
    /** Other values. */
    CHANGED,
    /** Other shapes: not compared. */
    SHAPE,
    /** Only in A. */
    ONLY_IN_FIRST,
    /** Only in B. */
    ONLY_IN_SECOND
  }

  /** Copies the shape. */
  public TensorDifference {
    shape = List.copyOf(shape);
  }

  /** True where both have the same values. */
  public boolean isEqual() {
    return status == Status.EQUAL;
  }

  /** The name with numbers as {@code *}: tensors of one kind over the layers. */
  public String group() {
    // model.layers.12.mlp.up_proj.weight → model.layers.*.mlp.up_proj.weight
    return name.replaceAll("(?<=\\.)\\d+(?=\\.)", "*").replaceAll("\\[\\d+]$", "[*]");
  }
}
