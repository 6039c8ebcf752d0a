package io.github.alpharl.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Pickles of protocol 2 of the few shapes in which torch saves float32 tensors, as bytes. */
final class TorchPickle {

  static final byte[] NONE = {'N'};
  static final byte[] FALSE = {(byte) 0x89};

  private TorchPickle() {}

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Arrays.stream(parts).forEach(all::writeBytes);
    return all.toByteArray();
  }

  /** {@code value} in {@code count} little-endian bytes. */
  static byte[] little(long value, int count) {
    byte[] all = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    return Arrays.copyOf(all, count);
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return join(latin("X"), little(utf8.length, 4), utf8);
  }

  static byte[] number(long value) {
    return value == (int) value
        ? join(latin("J"), little(value, 4))
        : join(latin("\u008a\u0008"), little(value, 8));
  }

  static byte[] global(String module, String name) {
    return latin("c" + module + "\n" + name + "\n");
  }

  static byte[] tuple(byte[]... parts) {
    return join(latin("("), join(parts), latin("t"));
  }

  static byte[] list(byte[]... parts) {
    return join(latin("]("), join(parts), latin("e"));
  }

  static byte[] numbers(List<Long> values) {
    return tuple(values.stream().map(TorchPickle::number).toArray(byte[][]::new));
  }

  static byte[] size(List<Long> values) {
    return call(global("torch", "Size"), numbers(values));
  }

  /** A dict of keys and values in turn. */
  static byte[] dict(byte[]... flat) {
    return join(latin("}("), join(flat), latin("u"));
  }

  static byte[] call(byte[] function, byte[]... arguments) {
    return join(function, tuple(arguments), latin("R"));
  }

  /** A new object with a state. */
  static byte[] object(String module, String name, byte[] state) {
    return join(global(module, name), latin(")\u0081"), state, latin("b"));
  }

  /** A dense float32 tensor on the storage {@code key}. */
  static byte[] tensor(String key, List<Long> shape) {
    long elements = shape.stream().reduce(1L, Math::multiplyExact);
    byte[] storage =
        join(
            tuple(
                text("storage"),
                global("torch", "FloatStorage"),
                text(key),
                text("cpu"),
                number(elements)),
            latin("Q"));
    byte[] hooks = call(global("collections", "OrderedDict"));
    return call(
        global("torch._utils", "_rebuild_tensor_v2"),
        storage,
        number(0),
        numbers(shape),
        numbers(strides(shape)),
        FALSE,
        hooks);
  }

  /** The part {@code local} of rank {@code rank} of a tensor cut along its rows. */
  static byte[] dtensor(String key, List<Long> whole, List<Long> local, int ranks, int rank) {
    String meshes = "torch.distributed._mesh_layout";
    byte[] axis =
        object(
            meshes,
            "_FlatLayout",
            dict(text("shape"), numbers(List.of((long) ranks)), text("stride"), numbers(ONE)));
    byte[] mesh =
        object(
            "torch.distributed.device_mesh",
            "DeviceMesh",
            dict(
                text("_layout"),
                object(meshes, "_MeshLayout", dict(text("axes"), tuple(axis))),
                text("_coordinate_on_dim"),
                numbers(List.of((long) rank))));
    byte[] shard =
        object("torch.distributed.tensor.placement_types", "Shard", dict(text("dim"), number(0)));
    byte[] spec =
        object(
            "torch.distributed.tensor._dtensor_spec",
            "DTensorSpec",
            dict(text("mesh"), mesh, text("placements"), tuple(shard)));
    byte[] state =
        tuple(NONE, dict(text("_local_tensor"), tensor(key, local), text("_spec"), spec));
    byte[] type = global("torch.distributed.tensor", "DTensor");
    byte[] arguments =
        tuple(
            type,
            global("torch", "float32"),
            numbers(whole),
            numbers(strides(whole)),
            number(0),
            NONE,
            NONE,
            FALSE);
    return call(
        global("torch._tensor", "_rebuild_from_type_v2"),
        global("torch._utils", "_rebuild_wrapper_subclass"),
        type,
        arguments,
        state);
  }

  private static final List<Long> ONE = List.of(1L);

  private static List<Long> strides(List<Long> shape) {
    return shape.size() == 2 ? List.of(shape.get(1), 1L) : ONE;
  }

  /** A whole pickle. */
  static byte[] pickle(byte[] body) {
    return join(latin("\u0080\u0002"), body, latin("."));
  }
}
