package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.FALSE;
import static io.github.alpharl.torch.Pickles.NONE;
import static io.github.alpharl.torch.Pickles.TRUE;
import static io.github.alpharl.torch.Pickles.call;
import static io.github.alpharl.torch.Pickles.dict;
import static io.github.alpharl.torch.Pickles.global;
import static io.github.alpharl.torch.Pickles.join;
import static io.github.alpharl.torch.Pickles.list;
import static io.github.alpharl.torch.Pickles.number;
import static io.github.alpharl.torch.Pickles.numbers;
import static io.github.alpharl.torch.Pickles.object;
import static io.github.alpharl.torch.Pickles.text;
import static io.github.alpharl.torch.Pickles.tuple;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The file of one rank, with the trees that torch writes for distributed tensors. */
final class RankFile {

  /** How torch writes device meshes: with a tensor of ranks, or with axes. */
  enum Torch {
    V2_6,
    V2_14
  }

  /** {@code Shard(0)}, {@code Shard(1)}, …, {@code Replicate()} is -1. */
  static final int REPLICATE = -1;

  private final List<byte[]> storages = new ArrayList<>();
  private final List<byte[]> entries = new ArrayList<>();
  private long factor;
  private boolean disordered;

  /** The first mesh dimension cuts what the second has cut, as FSDP does over tensor parallel. */
  RankFile striding(long splitFactor) {
    factor = splitFactor;
    return this;
  }

  /** Its mesh counts ranks from the last to the first. */
  RankFile disordered() {
    disordered = true;
    return this;
  }

  private byte[] tensor(List<Long> sizes, byte[] data) {
    storages.add(data);
    byte[] storage =
        Pickles.storage(
            "torch", "FloatStorage", String.valueOf(storages.size() - 1), data.length / 4);
    return Pickles.tensor(storage, 0, numbers(sizes), numbers(Whole.strides(sizes)));
  }

  RankFile add(String name, byte[] node) {
    entries.add(text(name));
    entries.add(node);
    return this;
  }

  RankFile plain(Whole whole) {
    return add(whole.name(), tensor(whole.sizes(), whole.part(whole.all(), 0)));
  }

  /** This rank's part of {@code whole} over a mesh of {@code sizes}, in padded storage. */
  RankFile dtensor(Whole whole, long[] sizes, long[] place, int[] shards, Torch torch) {
    List<List<Long>> axes = new ArrayList<>(whole.all());
    List<byte[]> placements = new ArrayList<>();
    for (int d = 0; d < shards.length; d++) {
      placements.add(d == 0 && factor > 0 ? strided(shards[d]) : placement(shards[d]));
    }
    for (int i = 0; i < shards.length; i++) {
      int d = factor > 0 ? shards.length - 1 - i : i;
      if (shards[d] != REPLICATE) {
        List<Long> cut = axes.get(shards[d]);
        axes.set(shards[d], Whole.chunk(cut, (int) sizes[d], (int) place[d]));
      }
    }
    byte[] local = tensor(Whole.sizes(axes), whole.part(axes, 3));
    byte[] spec =
        object(
            "torch.distributed.tensor._dtensor_spec",
            "DTensorSpec",
            dict(
                text("mesh"), mesh(sizes, place, torch),
                text("placements"), tuple(placements.toArray(byte[][]::new))));
    byte[] state = tuple(NONE, dict(text("_local_tensor"), local, text("_spec"), spec));
    return add(whole.name(), wrapper("torch.distributed.tensor", "DTensor", whole, state));
  }

  private static byte[] wrapper(String module, String type, Whole whole, byte[] state) {
    byte[] name = global(module, type);
    byte[] arguments =
        tuple(
            name,
            global("torch", "float32"),
            numbers(whole.sizes()),
            numbers(Whole.strides(whole.sizes())),
            number(0),
            NONE,
            NONE,
            FALSE);
    return call(
        global("torch._tensor", "_rebuild_from_type_v2"),
        global("torch._utils", "_rebuild_wrapper_subclass"),
        name,
        arguments,
        state);
  }

  private static byte[] placement(int axis) {
    String module = "torch.distributed.tensor.placement_types";
    return axis == REPLICATE
        ? join(global(module, "Replicate"), bytes(")\u0081"))
        : object(module, "Shard", dict(text("dim"), number(axis)));
  }

  private byte[] strided(int axis) {
    byte[] state = dict(text("dim"), number(axis), text("split_factor"), number(factor));
    return object("torch.distributed.tensor.placement_types", "_StridedShard", state);
  }

  private byte[] mesh(long[] sizes, long[] place, Torch torch) {
    if (torch == Torch.V2_6) {
      byte[] ranks = ranks(numbersOf(sizes), (int) product(sizes));
      byte[][] places = new byte[place.length][];
      for (int d = 0; d < place.length; d++) {
        places[d] = number(place[d]);
      }
      byte[] coordinate = list(places);
      return object(
          "torch.distributed.device_mesh",
          "DeviceMesh",
          dict(text("mesh"), ranks, text("_coordinate_on_dim"), coordinate));
    }
    byte[][] axes = new byte[sizes.length][];
    for (int d = 0; d < sizes.length; d++) {
      axes[d] =
          object(
              "torch.distributed._mesh_layout",
              "_FlatLayout",
              dict(text("shape"), numbers(sizes[d]), text("stride"), numbers(1)));
    }
    byte[] layout =
        object("torch.distributed._mesh_layout", "_MeshLayout", dict(text("axes"), tuple(axes)));
    return object(
        "torch.distributed.device_mesh",
        "DeviceMesh",
        dict(
            text("_layout"),
            layout,
            text("_flatten_rank_map"),
            disordered ? numbers(1, 0) : numbers(0, 1),
            text("_rank"),
            number(disordered ? 1 - place[0] : place[0]),
            text("_coordinate_on_dim"),
            numbers(place)));
  }

  /** The tensor of all ranks, in their order or, for a test, from the last to the first. */
  private byte[] ranks(List<Long> sizes, int count) {
    ByteBuffer data = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putInt(disordered ? count - 1 - i : i);
    }
    storages.add(data.array());
    String key = String.valueOf(storages.size() - 1);
    byte[] storage = Pickles.storage("torch", "IntStorage", key, count);
    return Pickles.tensor(storage, 0, numbers(sizes), numbers(Whole.strides(sizes)));
  }

  private static List<Long> numbersOf(long[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private static long product(long[] sizes) {
    return numbersOf(sizes).stream().reduce(1L, (a, b) -> a * b);
  }

  /** Rows {@code from} to {@code to} of {@code whole} as FSDP1 writes them without a mesh. */
  RankFile sharded(Whole whole, long from, long to) {
    List<List<Long>> axes = new ArrayList<>(whole.all());
    axes.set(0, axes.getFirst().subList((int) from, (int) to));
    List<Long> start = new ArrayList<>(java.util.Collections.nCopies(axes.size(), 0L));
    start.set(0, from);
    List<Long> sizes = Whole.sizes(axes);
    byte[] metadata =
        slots(
            "torch.distributed._shard.metadata",
            "ShardMetadata",
            dict(text("shard_offsets"), numbers(start), text("shard_sizes"), numbers(sizes)));
    byte[] shard =
        slots(
            "torch.distributed._shard.sharded_tensor.shard",
            "Shard",
            dict(text("tensor"), tensor(sizes, whole.part(axes, 0)), text("metadata"), metadata));
    byte[] shards = from < to ? list(shard) : bytes("]");
    byte[] all =
        object(
            "torch.distributed._shard.sharded_tensor.metadata",
            "ShardedTensorMetadata",
            dict(text("size"), Pickles.size(whole.sizes())));
    byte[] state = tuple(shards, all, NONE, NONE, TRUE);
    String module = "torch.distributed._shard.sharded_tensor.api";
    return add(whole.name(), wrapper(module, "ShardedTensor", whole, state));
  }

  private static byte[] slots(String module, String name, byte[] slots) {
    return object(module, name, tuple(NONE, slots));
  }

  byte[] bytes() {
    byte[] root =
        join(
            call(global("collections", "OrderedDict")),
            bytes("("),
            join(entries.toArray(byte[][]::new)),
            Pickles.bytes("u"));
    return Archives.of(Pickles.pickle(root), storages.toArray(byte[][]::new));
  }

  private static byte[] bytes(String latin) {
    return Pickles.bytes(latin);
  }
}
