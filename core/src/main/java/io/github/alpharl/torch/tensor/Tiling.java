package io.github.alpharl.torch.tensor;

import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The proof that parts make a whole tensor: their volumes add up to it and no two of them share an
 * element. Equal boxes are replicas; the first counts.
 */
public final class Tiling {

  /** Beyond it boxes lie so oddly that no trainer made them. */
  private static final long MAX_COMPARISONS = 20_000_000;

  /** Bytes of a replica that are compared at each of its ends. */
  private static final long COMPARED = 1 << 16;

  private final Subject subject;
  private final List<Long> shape;
  private final Map<Box, View> blocks = new LinkedHashMap<>();
  private View first;
  private int replicas;

  private Tiling(Subject subject, List<Long> shape) {
    this.subject = subject;
    this.shape = shape;
  }

  /**
   * The tensor {@code name} of {@code parts}, one for each rank or item.
   *
   * @param subject names the folder and the tensor
   * @throws BadDataException if they do not tile one whole of one type
   */
  public static Tiled of(String name, List<Part> parts, Subject subject) {
    List<Long> shape = parts.getFirst().shape();
    subject.require(Boxes.isPlausible(shape), "has the impossible shape %s", shape);
    Tiling tiling = new Tiling(subject, shape);
    parts.forEach(tiling::add);
    subject.require(tiling.first != null, "is empty on every rank");
    List<Block> sorted = tiling.prove();
    TorchTensor tensor = new TorchTensor(name, tiling.first.dtype(), shape, sorted);
    return new Tiled(tensor, tiling.replicas);
  }

  /** A proven tensor, and how many blocks of it are replicas of others. */
  public record Tiled(TorchTensor tensor, int replicas) {}

  private void add(Part part) {
    subject.require(
        part.shape().equals(shape), "is %s in one place and %s in another", shape, part.shape());
    View view = part.view();
    if (view == null) {
      return;
    }
    first = first == null ? view : first;
    subject.require(
        view.dtype() == first.dtype(),
        "is %s in one place and %s in another",
        first.dtype(),
        view.dtype());
    Box box = part.box();
    subject.require(
        box.isWithin(shape) && box.size().equals(view.shape()),
        "has a part of %s at %s, which does not fit into %s",
        view.shape(),
        box.start(),
        shape);
    if (!box.isEmpty()) {
      put(box, view, part.sharded());
    }
  }

  private void put(Box box, View view, boolean sharded) {
    View other = blocks.putIfAbsent(box, view);
    if (other != null) {
      replicas++;
      subject.require(
          sharded ? endsAlike(view, other) : view.sameAs(other),
          "differs between ranks that should hold the same; these files are not of one step");
    }
  }

  /** Comparing all of each replica would read twice as much as all the work that follows. */
  private static boolean endsAlike(View one, View other) {
    if (!one.isDense() || !other.isDense()) {
      return one.sameAs(other);
    }
    long bytes = one.data().byteSize();
    long some = Math.min(COMPARED, bytes);
    return alike(one.data(), other.data(), 0, some)
        && alike(one.data(), other.data(), bytes - some, some);
  }

  private static boolean alike(MemorySegment one, MemorySegment other, long at, long count) {
    return Residency.read(one.asSlice(at, count), Tensor.onHeap())
            .mismatch(Residency.read(other.asSlice(at, count), Tensor.onHeap()))
        < 0;
  }

  private List<Block> prove() {
    long covered = 0;
    long whole = Boxes.volume(shape);
    for (Box box : blocks.keySet()) {
      covered += Boxes.volume(box.size());
      subject.require(covered >= 0 && covered <= whole, "has parts that overlap");
    }
    subject.require(
        covered == whole, "has %d of its %d elements; a rank's part is missing", covered, whole);
    requireDisjoint();
    return blocks.entrySet().stream()
        .map(entry -> new Block(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(block -> block.box().start(), Tiling::rowMajor))
        .toList();
  }

  private static int rowMajor(List<Long> one, List<Long> other) {
    for (int d = 0; d < one.size(); d++) {
      int order = Long.compare(one.get(d), other.get(d));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Sweeps along the axis that cuts most: few boxes are open at once. */
  private void requireDisjoint() {
    if (shape.isEmpty() || blocks.size() < 2) {
      return;
    }
    int axis =
        IntStream.range(0, shape.size())
            .boxed()
            .max(Comparator.comparingLong(this::cuts))
            .orElseThrow();
    List<Box> sorted = new ArrayList<>(blocks.keySet());
    sorted.sort(Comparator.comparingLong(box -> box.start().get(axis)));
    Deque<Box> open = new ArrayDeque<>();
    long comparisons = 0;
    for (Box box : sorted) {
      comparisons += open.size();
      subject.require(comparisons <= MAX_COMPARISONS, "has too many parts that lie crosswise");
      requireApart(box, axis, open);
      open.add(box);
    }
  }

  private long cuts(int axis) {
    return blocks.keySet().stream().map(box -> box.start().get(axis)).distinct().count();
  }

  private void requireApart(Box box, int axis, Deque<Box> open) {
    for (Iterator<Box> others = open.iterator(); others.hasNext(); ) {
      Box other = others.next();
      if (other.end(axis) <= box.start().get(axis)) {
        others.remove();
      } else {
        subject.require(
            !other.meets(box),
            "has parts that overlap, at %s and at %s",
            other.start(),
            box.start());
      }
    }
  }
}
