package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.torch.pickle.Global;
import io.github.alpharl.torch.pickle.Node;
import java.util.Map;
import java.util.Optional;

/** Torch's names of element types. */
public final class TorchDtype {

  private static final Map<String, Dtype> BY_STORAGE =
      Map.ofEntries(
          Map.entry("FloatStorage", Dtype.F32),
          Map.entry("DoubleStorage", Dtype.F64),
          Map.entry("HalfStorage", Dtype.F16),
          Map.entry("BFloat16Storage", Dtype.BF16),
          Map.entry("LongStorage", Dtype.I64),
          Map.entry("IntStorage", Dtype.I32),
          Map.entry("ShortStorage", Dtype.I16),
          Map.entry("CharStorage", Dtype.I8),
          Map.entry("ByteStorage", Dtype.U8),
          Map.entry("BoolStorage", Dtype.BOOL),
          Map.entry("ComplexFloatStorage", Dtype.C64));

  private static final Map<String, Dtype> BY_NAME =
      Map.ofEntries(
          Map.entry("float32", Dtype.F32),
          Map.entry("float64", Dtype.F64),
          Map.entry("float16", Dtype.F16),
          Map.entry("bfloat16", Dtype.BF16),
          Map.entry("int64", Dtype.I64),
          Map.entry("int32", Dtype.I32),
          Map.entry("int16", Dtype.I16),
          Map.entry("int8", Dtype.I8),
          Map.entry("uint8", Dtype.U8),
          Map.entry("uint16", Dtype.U16),
          Map.entry("uint32", Dtype.U32),
          Map.entry("uint64", Dtype.U64),
          Map.entry("bool", Dtype.BOOL),
          Map.entry("complex64", Dtype.C64),
          Map.entry("float8_e4m3fn", Dtype.F8_E4M3),
          Map.entry("float8_e5m2", Dtype.F8_E5M2),
          Map.entry("float8_e8m0fnu", Dtype.F8_E8M0),
          Map.entry("float8_e4m3fnuz", Dtype.F8_E4M3FNUZ),
          Map.entry("float8_e5m2fnuz", Dtype.F8_E5M2FNUZ));

  private TorchDtype() {}

  /** The type of the elements of a typed storage. */
  static Optional<Dtype> ofStorage(String type) {
    return Optional.ofNullable(BY_STORAGE.get(type));
  }

  /** The type that {@code node}, such as {@code torch.bfloat16}, names. */
  public static Dtype of(Node node, Subject subject) {
    return find(node)
        .orElseThrow(
            () ->
                subject.bad(
                    "has the unknown element type %s", node == null ? "none" : node.brief()));
  }

  /** Why a tensor is left out whose type {@code node} is one of torch's that is not read. */
  public static Optional<String> unknown(Node node) {
    return node instanceof Global name && name.module().equals("torch") && find(node).isEmpty()
        ? Optional.of("has elements of " + name.brief())
        : Optional.empty();
  }

  static Optional<Dtype> find(Node node) {
    return node instanceof Global name && name.module().equals("torch")
        ? Optional.ofNullable(BY_NAME.get(name.name()))
        : Optional.empty();
  }
}
