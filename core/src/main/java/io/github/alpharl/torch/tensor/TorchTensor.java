package io.github.alpharl.torch.tensor;

import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A tensor as mapped blocks that tile it: each of its elements lies in exactly one.
 *
 * @param name in the checkpoint
 * @param dtype of all blocks
 * @param shape of the whole
 * @param blocks in row-major order of their first elements; none if the tensor is empty
 */
public record TorchTensor(String name, Dtype dtype, List<Long> shape, List<Block> blocks) {

  /** Copies the lists. */
  public TorchTensor {
    shape = List.copyOf(shape);
    blocks = List.copyOf(blocks);
  }

  /** Bytes of all elements. */
  public long bytes() {
    return dtype.bytesOf(shape);
  }

  /** This under another name. */
  public TorchTensor named(String other) {
    return new TorchTensor(other, dtype, shape, blocks);
  }

  /** The tensor where it lies, if it does so in one piece. */
  public Optional<Tensor> inPlace() {
    if (blocks.isEmpty()) {
      return Optional.of(new Tensor(name, dtype, shape, MemorySegment.ofArray(new byte[0])));
    }
    View first = blocks.getFirst().view();
    return blocks.size() == 1 && first.isDense()
        ? Optional.of(new Tensor(name, dtype, shape, first.data()))
        : Optional.empty();
  }

  /** The tensor over its blocks, where they lie. */
  public Tensor tensor() {
    return inPlace().orElseGet(() -> new Tensor(name, dtype, shape, new BlockMemory(this)));
  }

  /** The tensor where it lies, or else a copy in {@code arena}. */
  public Tensor gather(Arena arena) {
    return inPlace()
        .orElseGet(
            () -> {
              MemorySegment copy = new BlockMemory(this).range(0, bytes(), arena);
              return new Tensor(name, dtype, shape, copy);
            });
  }
}
