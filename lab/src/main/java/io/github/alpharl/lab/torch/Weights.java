package io.github.alpharl.lab.torch;

import io.github.alpharl.checkpoint.LoraModule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Named native tensors that live until {@link #close}, whatever pointer scopes come and go. They
 * are plain leaves of the gradient graph, never registered with a native module.
 */
public final class Weights implements AutoCloseable {

  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  /** Keeps {@code tensor} under {@code name}; it may have been made inside a scope. */
  public void put(String name, Tensor tensor) {
    tensor.retainReference();
    Tensor old = tensors.put(name, tensor);
    if (old != null) {
      release(old);
    }
  }

  /** Keeps a native copy of a stored tensor. */
  public void put(String name, io.github.alpharl.safetensors.Tensor stored, Compute compute) {
    try (PointerScope _ = new PointerScope()) {
      put(name, StoredTensors.read(stored, compute));
    }
  }

  /** Overwrites the tensor {@code name} in place with a stored one of its shape. */
  public void copyInto(String name, io.github.alpharl.safetensors.Tensor stored, Compute compute) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      tensors.get(name).copy_(StoredTensors.read(stored, compute));
    }
  }

  /** Adds the update of an adapter to its matrix, {@code W + scaling · B · A}. */
  public void add(LoraModule module, Compute compute) {
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      Tensor update =
          StoredTensors.read(module.b(), compute)
              .mm(StoredTensors.read(module.a(), compute)); // (out, r)·(r, in)
      tensors.get(module.baseTensor()).add_(update, new Scalar(module.scaling()));
    }
  }

  /** The tensor of this name, or null. */
  public Tensor get(String name) {
    return tensors.get(name);
  }

  /** All tensors in the order they were put. */
  public Map<String, Tensor> map() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Total number of elements. */
  public long size() {
    return tensors.values().stream().mapToLong(Tensor::numel).sum();
  }

  /** A copy with memory of its own. */
  public Weights copy() {
    Weights copy = new Weights();
    try (PointerScope _ = new PointerScope()) {
      tensors.forEach((name, tensor) -> copy.put(name, tensor.detach().clone()));
    }
    return copy;
  }

  @Override
  public void close() {
    tensors.values().forEach(Weights::release);
    tensors.clear();
  }

  private static void release(Tensor tensor) {
    tensor.releaseReference();
  }
}
