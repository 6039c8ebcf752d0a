package io.github.alpharl.difference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What differs between A and B.
 *
 * @param tensors all of both, in the order of A, then those of B alone
 */
public record Difference(List<TensorDifference> tensors) {

  /** Copies the list. */
  public Difference {
    tensors = List.copyOf(tensors);
  }

  /**
   * Some tensors together.
   *
   * @param name of the group, see {@link TensorDifference#group}
   * @param tensors how many
   * @param changed how many of them are not equal
   * @param elements that both have
   * @param changedShare of these elements
   * @param norm ‖Δ‖ of all of them
   */
  public record Group(
      String name, int tensors, int changed, long elements, double changedShare, double norm) {}

  /** True where every tensor is equal. */
  public boolean isEmpty() {
    return tensors.stream().allMatch(TensorDifference::isEqual);
  }

  /** Those that differ: first what is not comparable, then by relative norm, the largest first. */
  public List<TensorDifference> worstFirst() {
    return tensors.stream()
        .filter(tensor -> !tensor.isEqual())
        .sorted(
            Comparator.<TensorDifference>comparingInt(
                    t -> t.status() == TensorDifference.Status.CHANGED ? 1 : 0)
                .thenComparingDouble(t -> -t.relativeNorm())
                .thenComparing(TensorDifference::name))
        .toList();
  }

  /** All tensors together. */
  public Group total() {
    return group("all", tensors);
  }

  /** Totals by kind of tensor, in the order of the model. */
  public List<Group> groups() {
    Map<String, List<TensorDifference>> byKind = new LinkedHashMap<>();
    tensors.forEach(t -> byKind.computeIfAbsent(t.group(), _ -> new ArrayList<>()).add(t));
    return byKind.entrySet().stream().map(e -> group(e.getKey(), e.getValue())).toList();
  }

  private static Group group(String name, List<TensorDifference> of) {
    List<TensorDifference> compared =
        of.stream().filter(t -> !Double.isNaN(t.changedShare())).toList();
    long elements = compared.stream().mapToLong(TensorDifference::elements).sum();
    double changed = compared.stream().mapToDouble(t -> t.changedShare() * t.elements()).sum();
    double squares = compared.stream().mapToDouble(t -> t.norm() * t.norm()).sum();
    return new Group(
        name,
        of.size(),
        (int) of.stream().filter(t -> !t.isEqual()).count(),
        elements,
        elements == 0 ? 0 : changed / elements,
        Math.sqrt(squares));
  }
}
