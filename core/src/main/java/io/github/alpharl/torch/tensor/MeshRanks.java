package io.github.alpharl.torch.tensor;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The ranks of a device mesh, where the file names them. FSDP hands out shards by the order of the
 * ranks in a group, while the metadata of a DTensor counts by the place in the mesh: where ranks do
 * not ascend along a dimension, a shard lies elsewhere than its metadata says.
 */
final class MeshRanks {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

  private final List<Long> ranks;
  private final List<Long> strides;
  private final int own; // where this rank stands in them

  private MeshRanks(List<Long> ranks, List<Long> strides, int own) {
    this.ranks = ranks;
    this.strides = strides;
    this.own = own;
  }

  /** The ranks of a mesh that holds a tensor of them, as torch wrote it before 2.9. */
  static Optional<MeshRanks> ofGrid(View grid, List<Long> coordinate) {
    boolean longs = grid.dtype() == Dtype.I64;
    if (!grid.isDense() || !(longs || grid.dtype() == Dtype.I32)) {
      return Optional.empty();
    }
    List<Long> ranks = new ArrayList<>();
    for (long i = 0; i < grid.size(); i++) {
      ranks.add(longs ? grid.data().getAtIndex(LONG, i) : (long) grid.data().getAtIndex(INT, i));
    }
    List<Long> strides = Boxes.rowMajor(grid.shape());
    long own = 0;
    for (int d = 0; d < strides.size(); d++) {
      own += strides.get(d) * coordinate.get(d);
    }
    return Optional.of(new MeshRanks(ranks, strides, (int) own));
  }

  /** The ranks of a mesh with a layout of one stride for each dimension. */
  static Optional<MeshRanks> ofLayout(Node mesh, List<Long> strides, Subject subject) {
    Optional<Node> map = Nodes.field(mesh, "_flatten_rank_map");
    Optional<Node> rank = Nodes.field(mesh, "_rank");
    if (map.isEmpty() || rank.isEmpty()) {
      return Optional.empty();
    }
    List<Long> ranks = new ArrayList<>();
    for (Node each : Nodes.sequence(map.get()).orElse(List.of())) {
      ranks.add(Nodes.size(each, subject, "rank"));
    }
    int own = ranks.indexOf(Nodes.size(rank.get(), subject, "rank"));
    return own < 0 ? Optional.empty() : Optional.of(new MeshRanks(ranks, strides, own));
  }

  /**
   * True if the ranks from one end of {@code dimension} to the other, through this rank's place,
   * ascend.
   */
  boolean ascend(int dimension, long size, long place) {
    long before = Long.MIN_VALUE;
    for (long k = 0; k < size; k++) {
      long at = own + (k - place) * strides.get(dimension);
      if (at < 0 || at >= ranks.size()) {
        return true; // a layout of another kind
      }
      long rank = ranks.get((int) at);
      if (rank <= before) {
        return false;
      }
      before = rank;
    }
    return true;
  }
}
