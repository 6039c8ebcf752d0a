package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.torch.pickle.Made;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The grid of ranks that a DTensor is spread over, of torch 2.2 to 2.14.
 *
 * @param sizes ranks along each of its dimensions
 * @param coordinate of the rank that wrote the file
 * @param ranks where the file names them in a form that is known
 */
record Mesh(List<Long> sizes, List<Long> coordinate, Optional<MeshRanks> ranks) {

  private static final int MAX_DIMENSIONS = 8;
  private static final long MAX_RANKS = 1 << 20;

  static Mesh read(Node node, TensorForms forms, Subject subject) {
    subject.require(
        node instanceof Made made && made.isOf("torch.distributed.device_mesh.DeviceMesh"),
        "has no device mesh");
    Optional<View> grid = Nodes.field(node, "mesh").map(each -> forms.dense(each, subject));
    List<Long> sizes =
        grid.isPresent()
            ? grid.get().shape()
            : layout(Nodes.field(node, "_layout").orElse(null), subject);
    List<Long> coordinate =
        Nodes.sizes(
            Nodes.field(node, "_coordinate_on_dim").orElse(null), subject, "place in its mesh");
    boolean sound = sizes.size() == coordinate.size() && sizes.size() <= MAX_DIMENSIONS;
    for (int d = 0; sound && d < sizes.size(); d++) {
      sound = sizes.get(d) <= MAX_RANKS && coordinate.get(d) < sizes.get(d);
    }
    subject.require(sound, "has the place %s in a mesh of %s", coordinate, sizes);
    Optional<MeshRanks> ranks =
        grid.isPresent()
            ? MeshRanks.ofGrid(grid.get(), coordinate)
            : strides(Nodes.field(node, "_layout").orElse(null), sizes.size())
                .flatMap(strides -> MeshRanks.ofLayout(node, strides, subject));
    return new Mesh(sizes, coordinate, ranks);
  }

  /** One stride for each dimension; empty where a dimension joins several. */
  private static Optional<List<Long>> strides(Node layout, int dimensions) {
    Optional<List<Node>> axes = Nodes.field(layout, "axes").flatMap(Nodes::sequence);
    List<Long> strides = new ArrayList<>();
    if (axes.isPresent()) {
      for (Node axis : axes.get()) {
        one(Nodes.field(axis, "stride")).ifPresent(strides::add);
      }
    } else {
      Nodes.field(layout, "stride")
          .flatMap(Nodes::sequence)
          .ifPresent(all -> all.forEach(each -> number(each).ifPresent(strides::add)));
    }
    return strides.size() == dimensions ? Optional.of(strides) : Optional.empty();
  }

  private static Optional<Long> one(Optional<Node> stride) {
    Optional<List<Node>> several = stride.flatMap(Nodes::sequence);
    return several.isPresent()
        ? several.filter(all -> all.size() == 1).flatMap(all -> number(all.getFirst()))
        : stride.flatMap(Mesh::number);
  }

  private static Optional<Long> number(Node node) {
    OptionalLong number = node.integer();
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }

  /** False if the ranks do not ascend along {@code dimension}. */
  boolean ascends(int dimension) {
    return ranks
        .map(known -> known.ascend(dimension, sizes.get(dimension), coordinate.get(dimension)))
        .orElse(true);
  }

  /** From torch 2.9 on: sizes without ranks, at first as one nested tuple, then axis by axis. */
  private static List<Long> layout(Node layout, Subject subject) {
    Optional<Node> axes = Nodes.field(layout, "axes");
    List<Node> dimensions =
        axes.isPresent()
            ? elements(axes.get(), subject).stream().map(Mesh::shape).toList()
            : elements(shape(layout), subject);
    List<Long> sizes = new ArrayList<>();
    for (Node dimension : dimensions) {
      sizes.add(product(dimension, subject));
    }
    return sizes;
  }

  private static Node shape(Node layout) {
    Node shape = Nodes.field(layout, "shape").orElse(null);
    return shape instanceof Made made && made.isOf("torch.Size") && !made.arguments().isEmpty()
        ? made.arguments().getFirst()
        : shape;
  }

  private static List<Node> elements(Node node, Subject subject) {
    if (node != null && node.integer().isPresent()) {
      return List.of(node);
    }
    return Nodes.sequence(node)
        .filter(list -> list.size() <= MAX_DIMENSIONS)
        .orElseThrow(() -> subject.bad("has a device mesh without a shape"));
  }

  private static long product(Node dimension, Subject subject) {
    if (dimension != null && dimension.integer().isPresent()) {
      return Nodes.size(dimension, subject, "mesh size");
    }
    List<Long> sizes = Nodes.sizes(dimension, subject, "mesh shape");
    subject.require(Boxes.isPlausible(sizes), "has the impossible mesh %s", sizes);
    return Boxes.volume(sizes);
  }
}
