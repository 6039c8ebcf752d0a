package io.github.alpharl.bench;

import static io.github.alpharl.bench.TorchPickle.call;
import static io.github.alpharl.bench.TorchPickle.dict;
import static io.github.alpharl.bench.TorchPickle.global;
import static io.github.alpharl.bench.TorchPickle.join;
import static io.github.alpharl.bench.TorchPickle.number;
import static io.github.alpharl.bench.TorchPickle.object;
import static io.github.alpharl.bench.TorchPickle.pickle;
import static io.github.alpharl.bench.TorchPickle.size;
import static io.github.alpharl.bench.TorchPickle.text;
import static io.github.alpharl.bench.TorchPickle.tuple;

import io.github.alpharl.disk.ByteSink;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One step in float32, cut along its rows into the files of {@value #RANKS} ranks. All files are
 * written at once, so that each tensor is made once.
 *
 * @param layout FSDP or DCP
 */
record ShardedStep(QwenShapes shapes, RunLayout layout) {

  static final int RANKS = 8;

  private static final String DCP = "torch.distributed.checkpoint.";
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What one rank has of a folder of DCP so far. */
  private static final class Items {
    private final ByteSink sink;
    private long position;

    Items(ByteSink sink) {
      this.sink = sink;
    }
  }

  /** Writes the step into {@code folder}, its weights from {@code contents} in bfloat16. */
  void write(Path folder, Function<QwenShapes.Shape, TensorContent> contents) throws IOException {
    open(folder, List.of(), contents);
    if (layout == RunLayout.FSDP) {
      put(folder.resolve("fsdp_config.json"), "{\"FSDP_version\": 2, \"world_size\": 8}\n");
    }
  }

  private static void put(Path file, String json) throws IOException {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Disk.system().write(file, sink -> sink.write(MemorySegment.ofArray(bytes)));
  }

  private void open(
      Path folder, List<ByteSink> sinks, Function<QwenShapes.Shape, TensorContent> contents)
      throws IOException {
    if (sinks.size() == RANKS) {
      if (layout == RunLayout.FSDP) {
        fillRanks(sinks, contents);
      } else {
        fillItems(folder, sinks, contents);
      }
      return;
    }
    int rank = sinks.size();
    String name =
        layout == RunLayout.FSDP
            ? "model_world_size_" + RANKS + "_rank_" + rank + ".pt"
            : "__" + rank + "_0.distcp";
    Disk.system()
        .write(
            folder.resolve(name),
            sink -> {
              List<ByteSink> more = new ArrayList<>(sinks);
              more.add(sink);
              open(folder, more, contents);
            });
  }

  private static List<Long> part(QwenShapes.Shape shape) {
    List<Long> part = new ArrayList<>(shape.size());
    part.set(0, shape.size().getFirst() / RANKS); // every size of these models is a multiple
    return part;
  }

  private static long bytes(List<Long> part) {
    return 4 * part.stream().reduce(1L, Math::multiplyExact);
  }

  private void fillRanks(List<ByteSink> sinks, Function<QwenShapes.Shape, TensorContent> contents)
      throws IOException {
    List<TorchArchive> archives = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      TorchArchive archive = new TorchArchive(sinks.get(rank));
      archive.add("data.pkl", pickle(ofRank(rank)));
      archive.add("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
      archives.add(archive);
    }
    int key = 0;
    for (QwenShapes.Shape shape : shapes.tensors()) {
      long size = bytes(part(shape));
      for (TorchArchive archive : archives) {
        archive.begin("data/" + key, size);
      }
      deal(contents.apply(shape), size, archives);
      for (TorchArchive archive : archives) {
        archive.end();
      }
      key++;
    }
    for (TorchArchive archive : archives) {
      archive.finish();
    }
  }

  private byte[] ofRank(int rank) {
    List<byte[]> entries = new ArrayList<>();
    int key = 0;
    for (QwenShapes.Shape shape : shapes.tensors()) {
      entries.add(text(shape.name()));
      entries.add(TorchPickle.dtensor(String.valueOf(key), shape.size(), part(shape), RANKS, rank));
      key++;
    }
    return dict(entries.toArray(byte[][]::new));
  }

  /** Gives each archive its {@code size} bytes of {@code content}, widened to float32. */
  private static void deal(TensorContent content, long size, List<TorchArchive> archives)
      throws IOException {
    long[] done = new long[1];
    content.writeTo(
        bytes -> {
          MemorySegment wide = widened(bytes);
          for (long at = 0; at < wide.byteSize(); ) {
            int rank = (int) (done[0] / size);
            long length = Math.min(wide.byteSize() - at, (rank + 1) * size - done[0]);
            archives.get(rank).write(wide.asSlice(at, length));
            at += length;
            done[0] += length;
          }
        });
  }

  private static MemorySegment widened(MemorySegment bytes) {
    int count = Math.toIntExact(bytes.byteSize() / 2);
    byte[] wide = new byte[4 * count];
    MemorySegment result = MemorySegment.ofArray(wide);
    for (int i = 0; i < count; i++) {
      result.set(INT, 4L * i, bytes.get(SHORT, 2L * i) << 16);
    }
    return result;
  }

  private void fillItems(
      Path folder, List<ByteSink> sinks, Function<QwenShapes.Shape, TensorContent> contents)
      throws IOException {
    List<Items> ranks = sinks.stream().map(Items::new).toList();
    List<byte[]> state = new ArrayList<>();
    List<byte[]> storage = new ArrayList<>();
    List<byte[]> planner = new ArrayList<>();
    for (QwenShapes.Shape shape : shapes.tensors()) {
      String name = "model." + shape.name();
      fillItem(shape, name, ranks, contents.apply(shape), storage);
      state.add(text(name));
      state.add(described(shape));
      planner.add(text(name));
      planner.add(tuple(text("model"), text(shape.name())));
    }
    byte[] metadata =
        object(
            DCP + "metadata",
            "Metadata",
            dict(
                text("state_dict_metadata"), dict(state.toArray(byte[][]::new)),
                text("planner_data"), dict(planner.toArray(byte[][]::new)),
                text("storage_data"), dict(storage.toArray(byte[][]::new))));
    Disk.system()
        .write(
            folder.resolve(".metadata"),
            sink -> sink.write(MemorySegment.ofArray(pickle(metadata))));
  }

  private static void fillItem(
      QwenShapes.Shape shape,
      String name,
      List<Items> ranks,
      TensorContent content,
      List<byte[]> storage)
      throws IOException {
    List<Long> part = part(shape);
    List<TorchArchive> archives = new ArrayList<>();
    for (Items rank : ranks) {
      TorchArchive archive = new TorchArchive(rank.sink);
      archive.add("data.pkl", pickle(TorchPickle.tensor("0", part)));
      archive.begin("data/0", bytes(part));
      archives.add(archive);
    }
    deal(content, bytes(part), archives);
    for (int rank = 0; rank < RANKS; rank++) {
      TorchArchive archive = archives.get(rank);
      archive.end();
      archive.finish();
      storage.add(
          object(
              DCP + "metadata",
              "MetadataIndex",
              dict(text("fqn"), text(name), text("offset"), size(start(part, rank)))));
      storage.add(place("__" + rank + "_0.distcp", ranks.get(rank).position, archive.position()));
      ranks.get(rank).position += archive.position();
    }
  }

  private static byte[] place(String file, long offset, long length) {
    return object(
        DCP + "filesystem",
        "_StorageInfo",
        dict(
            text("relative_path"), text(file),
            text("offset"), number(offset),
            text("length"), number(length)));
  }

  private static List<Long> start(List<Long> part, int rank) {
    return part.size() == 2 ? List.of(rank * part.get(0), 0L) : List.of(rank * part.get(0));
  }

  private static byte[] described(QwenShapes.Shape shape) {
    byte[] layout = call(global("torch.serialization", "_get_layout"), text("torch.strided"));
    byte[] none = TorchPickle.NONE;
    byte[] properties =
        object(
            DCP + "metadata",
            "TensorProperties",
            tuple(global("torch", "float32"), layout, none, none, none));
    List<byte[]> chunks = new ArrayList<>();
    for (int rank = 0; rank < RANKS; rank++) {
      List<Long> part = part(shape);
      chunks.add(
          object(
              DCP + "metadata",
              "ChunkStorageMetadata",
              dict(text("offsets"), size(start(part, rank)), text("sizes"), size(part))));
    }
    byte[] all = TorchPickle.list(join(chunks.toArray(byte[][]::new)));
    return object(
        DCP + "metadata",
        "TensorStorageMetadata",
        dict(
            text("properties"), properties, text("size"), size(shape.size()), text("chunks"), all));
  }
}
