package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.torch.pickle.Atom;
import io.github.alpharl.torch.pickle.Global;
import io.github.alpharl.torch.pickle.Items;
import io.github.alpharl.torch.pickle.Made;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@code DTensor}: its local tensor, and where this rank's box lies by mesh and placements.
 * Classes moved between torch's modules, so they are known by their names within {@code
 * torch.distributed}.
 */
final class DTensorForm {

  private static final String GATHER = "gather it before it is saved (DTensor.full_tensor())";

  private static final String ADVICE =
      GATHER + ", or save a folder of torch.distributed.checkpoint";

  private final TensorForms forms;
  private final Subject subject;
  private final Subject unread;
  private final Subject disordered;

  DTensorForm(TensorForms forms, Subject subject) {
    this.forms = forms;
    this.subject = subject;
    this.unread = new Subject(subject.file(), subject.part(), ADVICE);
    this.disordered = new Subject(subject.file(), subject.part(), GATHER);
  }

  Part read(List<Node> arguments, Node state) {
    // Without wrappers: it might be this DTensor itself.
    View local = forms.dense(Nodes.field(state, "_local_tensor").orElse(null), subject);
    Node spec = Nodes.field(state, "_spec").orElse(null);
    subject.require(isDistributed(spec, "DTensorSpec"), "has no DTensorSpec");
    List<Long> whole = Nodes.sizes(arguments.get(2), subject, "whole shape");
    subject.require(
        TorchDtype.of(arguments.get(1), subject) == local.dtype(), "has two element types");
    requireSameShape(spec, whole);
    requireUsualOrder(spec);
    Mesh mesh = Mesh.read(Nodes.field(spec, "mesh").orElse(null), forms, subject);
    Box box = box(whole, placements(spec, mesh), mesh);
    subject.require(
        box.size().equals(local.shape()),
        "has a local shape of %s where its mesh gives %s",
        local.shape(),
        box.size());
    return new Part(whole, box, local, true);
  }

  private static boolean isDistributed(Node node, String name) {
    return node instanceof Made made
        && made.function() instanceof Global global
        && global.module().startsWith("torch.distributed.")
        && global.name().equals(name);
  }

  private void requireSameShape(Node spec, List<Long> whole) {
    Node meta = Nodes.field(spec, "tensor_meta").orElse(null);
    if (meta instanceof Made made && !made.arguments().isEmpty()) {
      List<Long> said = Nodes.sizes(made.arguments().getFirst(), subject, "whole shape");
      subject.require(said.equals(whole), "has two whole shapes");
    }
  }

  /** From torch 2.9 on: the mesh dimensions that shard each axis, normally from left to right. */
  private void requireUsualOrder(Node spec) {
    Node order = Nodes.field(spec, "shard_order").orElse(Atom.NONE);
    if (order == Atom.NONE) {
      return;
    }
    List<Node> entries =
        Nodes.sequence(order)
            .orElseThrow(() -> subject.bad("has an unknown order of its sharding"));
    for (Node entry : entries) {
      boolean known =
          entry instanceof Made made
              && made.arguments().size() == 2
              && made.arguments().get(1) instanceof Items;
      subject.require(known, "has an unknown order of its sharding");
      List<Long> dimensions =
          Nodes.sizes(((Made) entry).arguments().get(1), subject, "order of sharding");
      unread.require(
          dimensions.equals(dimensions.stream().sorted().toList()),
          "is sharded in the unusual order %s, which is not read",
          dimensions);
    }
  }

  private List<Node> placements(Node spec, Mesh mesh) {
    return Nodes.sequence(Nodes.field(spec, "placements").orElse(null))
        .filter(list -> list.size() == mesh.sizes().size())
        .orElseThrow(() -> subject.bad("has no placement for each dimension of its mesh"));
  }

  /** Tensor parallelism cuts before FSDP does, though its mesh dimension stands after. */
  private Box box(List<Long> whole, List<Node> placements, Mesh mesh) {
    subject.require(Boxes.isPlausible(whole), "has the impossible shape %s", whole);
    List<Integer> order = new ArrayList<>();
    List<Integer> strided = new ArrayList<>();
    for (int i = 0; i < placements.size(); i++) {
      (isStrided(placements, mesh, i) ? strided : order).add(i);
    }
    order.addAll(strided.reversed());
    Box box = Box.whole(whole);
    for (int i : order) {
      disordered.require(
          !isSharded(placements.get(i)) || mesh.ascends(i),
          "is sharded over a device mesh whose ranks are not in ascending order, where torch hands"
              + " out shards in another order than it writes down");
      box = cut(box, placements.get(i), mesh.sizes().get(i), mesh.coordinate().get(i));
    }
    return box;
  }

  /**
   * True if mesh dimension {@code i} cuts what later ones have cut before. A factor of 1 leaves the
   * order; any other than the number of those parts takes rows here and there.
   */
  private boolean isStrided(List<Node> placements, Mesh mesh, int i) {
    if (!isDistributed(placements.get(i), "_StridedShard")) {
      return false;
    }
    long axis = size(placements.get(i), "dim");
    long parts = 1;
    for (int later = i + 1; later < placements.size(); later++) {
      boolean same = isSharded(placements.get(later)) && size(placements.get(later), "dim") == axis;
      parts *= same ? mesh.sizes().get(later) : 1;
    }
    long factor = size(placements.get(i), "split_factor");
    unread.require(
        factor == 1 || factor == parts,
        "is sharded in strides of %d where later dimensions of its mesh cut %d parts, which is not"
            + " read",
        factor,
        parts);
    return factor == parts;
  }

  private static boolean isSharded(Node placement) {
    return isDistributed(placement, "Shard") || isDistributed(placement, "_StridedShard");
  }

  private long size(Node placement, String field) {
    return Nodes.size(Nodes.field(placement, field).orElse(null), subject, field);
  }

  private Box cut(Box box, Node placement, long count, long index) {
    if (isDistributed(placement, "Replicate")) {
      return box;
    }
    unread.require(
        isSharded(placement), "has the placement %s, which is not read", placement.brief());
    long dim = size(placement, "dim");
    subject.require(dim < box.size().size(), "is sharded on axis %d, which it has not", dim);
    return box.chunk((int) dim, count, index);
  }
}
