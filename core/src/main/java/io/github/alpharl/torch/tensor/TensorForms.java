package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.torch.archive.StorageId;
import io.github.alpharl.torch.archive.Storages;
import io.github.alpharl.torch.pickle.Atom;
import io.github.alpharl.torch.pickle.Global;
import io.github.alpharl.torch.pickle.Items;
import io.github.alpharl.torch.pickle.Made;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import io.github.alpharl.torch.pickle.Stored;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/** The calls by which torch would rebuild a tensor, read as what they say. */
public final class TensorForms {

  private static final String TYPED = "torch._utils._rebuild_tensor_v2";
  private static final String UNTYPED = "torch._utils._rebuild_tensor_v3";
  private static final String PARAMETER = "torch._utils._rebuild_parameter";
  private static final String PARAMETER_STATE = "torch._utils._rebuild_parameter_with_state";
  private static final String FROM_TYPE = "torch._tensor._rebuild_from_type_v2";
  private static final String WRAPPER = "torch._utils._rebuild_wrapper_subclass";

  /** A parameter around a typed tensor around a tensor; hostile files wrap without end. */
  private static final int MOST_WRAPPERS = 4;

  /** Bytes that a view may have beyond its storage, by repeating it. */
  private static final long MAX_EXPANDED = 1 << 20;

  private final Storages storages;

  /** Tensors over {@code storages}. */
  public TensorForms(Storages storages) {
    this.storages = storages;
  }

  /** True for the call of any function that rebuilds a tensor, whether it is read or not. */
  static boolean isTensor(Node node) {
    return node instanceof Made made
        && made.function() instanceof Global global
        && global.name().startsWith("_rebuild");
  }

  /** Why {@code node} is not read, though nothing in it need be damaged. */
  Optional<String> whyNot(Node node) {
    Node inner = node;
    for (int i = 0; i < MOST_WRAPPERS; i++) {
      if (!(inner instanceof Made made)) {
        return Optional.of("is " + inner.brief() + ", no tensor");
      }
      if (isDense(made)) {
        return whyNot(made);
      }
      if (isParameter(made)) {
        inner = made.arguments().isEmpty() ? Atom.NONE : made.arguments().getFirst();
      } else if (made.isOf(FROM_TYPE)) {
        return foreignType(made);
      } else {
        return Optional.of("is made by " + made.brief() + ", which is no dense tensor");
      }
    }
    return Optional.of("is wrapped too often");
  }

  /** The class of a tensor that only its own library reads, such as a quantised one. */
  private static Optional<String> foreignType(Made made) {
    boolean known =
        made.arguments().size() != 4
            || !(made.arguments().get(1) instanceof Global type)
            || isRead(type);
    return known
        ? Optional.empty()
        : Optional.of("is a " + made.arguments().get(1).brief() + ", which is not read");
  }

  private static boolean isRead(Global type) {
    return type.module().startsWith("torch.distributed.")
        || type.fullName().equals("torch.Tensor")
        || type.fullName().equals("torch.nn.parameter.Parameter");
  }

  private static Optional<String> whyNot(Made dense) {
    int first = dense.isOf(UNTYPED) ? 7 : 6;
    List<Node> arguments = dense.arguments();
    if (arguments.size() > first
        && Nodes.entries(arguments.get(first)).filter(meta -> meta.size() == 0).isEmpty()) {
      return Optional.of("is a conjugated or negated view");
    }
    if (dense.isOf(UNTYPED) && arguments.size() > 6) {
      Optional<String> unknown = TorchDtype.unknown(arguments.get(6));
      if (unknown.isPresent()) {
        return unknown;
      }
    }
    boolean complex =
        arguments.getFirst() instanceof Stored stored
            && Nodes.sequence(stored.id()).filter(TensorForms::isComplexDouble).isPresent();
    return complex ? Optional.of("has elements of complex128") : Optional.empty();
  }

  private static boolean isComplexDouble(List<Node> id) {
    return id.size() > 1
        && id.get(1) instanceof Global type
        && type.name().equals("ComplexDoubleStorage");
  }

  private static boolean isDense(Made made) {
    return (made.isOf(TYPED) || made.isOf(UNTYPED)) && made.arguments().size() >= 6;
  }

  private static boolean isParameter(Made made) {
    return made.isOf(PARAMETER) || made.isOf(PARAMETER_STATE);
  }

  /**
   * The part that {@code node} holds.
   *
   * @throws io.github.alpharl.failure.BadDataException naming what is wrong, or what it is instead
   */
  public Part read(Node node, Subject subject) {
    Node inner = node;
    for (int i = 0; i < MOST_WRAPPERS; i++) {
      if (!(inner instanceof Made made)) {
        throw subject.bad("is %s, no tensor", inner.brief());
      }
      if (isParameter(made) && !made.arguments().isEmpty()) {
        inner = made.arguments().getFirst();
      } else if (made.isOf(FROM_TYPE)) {
        Typed typed = typed(made, subject);
        if (typed.function.fullName().equals(WRAPPER)) {
          return wrapped(typed, subject);
        }
        inner = unwrapped(typed, subject);
      } else {
        return Part.plain(dense(made, subject));
      }
    }
    throw subject.bad("is wrapped too often");
  }

  /** The arguments of {@code _rebuild_from_type_v2}. */
  private record Typed(Global function, Global type, Items arguments, Node state) {}

  private static Typed typed(Made made, Subject subject) {
    List<Node> arguments = made.arguments();
    if (arguments.size() == 4
        && arguments.get(0) instanceof Global function
        && arguments.get(1) instanceof Global type
        && arguments.get(2) instanceof Items inner) {
      return new Typed(function, type, inner, arguments.get(3));
    }
    throw subject.bad("has an unknown form of a typed tensor");
  }

  private static Node unwrapped(Typed typed, Subject subject) {
    subject.require(isRead(typed.type), "is a %s, which is not read", typed.type.brief());
    return Made.call(typed.function, typed.arguments);
  }

  private Part wrapped(Typed typed, Subject subject) {
    boolean distributed = typed.type.module().startsWith("torch.distributed.");
    List<Node> arguments = typed.arguments.values();
    subject.require(arguments.size() == 8, "has an unknown form of a wrapped tensor");
    if (distributed && typed.type.name().equals("DTensor")) {
      return new DTensorForm(this, subject).read(arguments, typed.state);
    }
    if (distributed && typed.type.name().equals("ShardedTensor")) {
      return new ShardedForm(this, subject).read(arguments, typed.state);
    }
    throw subject.bad("is a %s, which is not read", typed.type.brief());
  }

  /** The strided tensor that {@code node} is, without any wrapper. */
  public View dense(Node node, Subject subject) {
    if (!(node instanceof Made made) || !isDense(made)) {
      throw subject.bad("is %s, which is no dense tensor", node == null ? "nothing" : node.brief());
    }
    boolean untyped = made.isOf(UNTYPED);
    List<Node> arguments = made.arguments();
    int least = untyped ? 7 : 6;
    subject.require(
        arguments.size() == least || arguments.size() == least + 1,
        "has an unknown form of a tensor");
    subject.require(whyNot(made).isEmpty(), "%s", whyNot(made).orElse(""));
    Dtype dtype = untyped ? TorchDtype.of(arguments.get(6), subject) : null;
    return view(arguments, dtype, subject);
  }

  private View view(List<Node> arguments, Dtype given, Subject subject) {
    if (!(arguments.getFirst() instanceof Stored stored)) {
      throw subject.bad("has no storage");
    }
    StorageId id = StorageId.of(stored, subject);
    boolean untyped = id.type().equals("UntypedStorage");
    subject.require(untyped == (given != null), "has an element type of an unknown form");
    Dtype dtype = untyped ? given : TorchDtype.ofStorage(id.type()).orElseThrow();
    MemorySegment storage =
        storages
            .find(id.key())
            .orElseThrow(() -> subject.bad("needs the storage %s, which is not there", id.key()));
    subject.require(
        storage.byteSize() == id.bytes(),
        "should have a storage of %d bytes, which has %d",
        id.bytes(),
        storage.byteSize());
    long offset = Nodes.size(arguments.get(1), subject, "storage offset");
    List<Long> shape = Nodes.sizes(arguments.get(2), subject, "shape");
    List<Long> strides = Nodes.sizes(arguments.get(3), subject, "strides");
    return Extent.view(dtype, shape, strides, storage, offset, subject, MAX_EXPANDED);
  }
}
