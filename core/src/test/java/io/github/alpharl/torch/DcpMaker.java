package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.NONE;
import static io.github.alpharl.torch.Pickles.call;
import static io.github.alpharl.torch.Pickles.dict;
import static io.github.alpharl.torch.Pickles.global;
import static io.github.alpharl.torch.Pickles.list;
import static io.github.alpharl.torch.Pickles.number;
import static io.github.alpharl.torch.Pickles.numbers;
import static io.github.alpharl.torch.Pickles.object;
import static io.github.alpharl.torch.Pickles.pickle;
import static io.github.alpharl.torch.Pickles.text;
import static io.github.alpharl.torch.Pickles.tuple;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a folder of torch.distributed.checkpoint, chunk by chunk. */
final class DcpMaker {

  private static final String PACKAGE = "torch.distributed.checkpoint.";

  private final Map<String, ByteArrayOutputStream> files = new LinkedHashMap<>();
  private final Map<Whole, List<byte[]>> chunks = new LinkedHashMap<>();
  private final List<byte[]> storage = new ArrayList<>();
  private final List<byte[]> planner = new ArrayList<>();
  private final List<byte[]> bytesItems = new ArrayList<>();
  private final Map<String, byte[]> paths = new LinkedHashMap<>();
  private byte[] transform = NONE;
  private String prefix = "";

  /** Names every tensor under these keys of the saved dict, with points between them. */
  DcpMaker under(String keys) {
    prefix = keys + ".";
    return this;
  }

  /** Names the keys that lead to {@code name}, where it is not the last of them. */
  DcpMaker path(String name, byte[]... keys) {
    paths.put(name, tuple(keys));
    return this;
  }

  /** Says that every item is stored through {@code name}. */
  DcpMaker through(String name) {
    transform = list(text(name));
    return this;
  }

  /**
   * Adds the part of {@code whole} at {@code axes} to {@code file}, as if its file were so called.
   */
  DcpMaker chunk(Whole whole, List<List<Long>> axes, String file) {
    return chunk(whole, axes, file, file);
  }

  DcpMaker chunk(Whole whole, List<List<Long>> axes, String file, String said) {
    List<Long> sizes = Whole.sizes(axes);
    byte[] data = whole.part(axes, 0);
    byte[] id = Pickles.storage("torch", "FloatStorage", "0", data.length / 4);
    byte[] tensor = Pickles.tensor(id, 0, numbers(sizes), numbers(Whole.strides(sizes)));
    byte[] item = Archives.of(pickle(tensor), data);
    ByteArrayOutputStream out = files.computeIfAbsent(file, _ -> new ByteArrayOutputStream());
    out.write(7); // items begin at odd bytes
    List<Long> start = axes.stream().map(axis -> axis.isEmpty() ? 0L : axis.getFirst()).toList();
    String name = prefix + whole.name();
    byte[] index =
        object(
            PACKAGE + "metadata",
            "MetadataIndex",
            dict(text("fqn"), text(name), text("offset"), Pickles.size(start)));
    byte[] info =
        object(
            PACKAGE + "filesystem",
            "_StorageInfo",
            dict(
                text("relative_path"), text(said),
                text("offset"), number(out.size()),
                text("length"), number(item.length),
                text("transform_descriptors"), transform));
    storage.add(index);
    storage.add(info);
    out.writeBytes(item);
    chunks
        .computeIfAbsent(whole, _ -> new ArrayList<>())
        .add(
            object(
                PACKAGE + "metadata",
                "ChunkStorageMetadata",
                dict(text("offsets"), Pickles.size(start), text("sizes"), Pickles.size(sizes))));
    return this;
  }

  /** An item that is no tensor. */
  DcpMaker bytesItem(String name) {
    bytesItems.add(text(name));
    bytesItems.add(object(PACKAGE + "metadata", "BytesStorageMetadata", dict()));
    return this;
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, ByteArrayOutputStream> file : files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue().toByteArray());
    }
    List<byte[]> state = new ArrayList<>(bytesItems);
    chunks.forEach(
        (whole, list) -> {
          state.add(text(prefix + whole.name()));
          state.add(item(whole, list));
          if (!prefix.isEmpty()) {
            planner.add(text(prefix + whole.name()));
            List<byte[]> path = new ArrayList<>();
            List.of(prefix.split("\\.")).forEach(key -> path.add(text(key)));
            path.add(text(whole.name()));
            planner.add(paths.getOrDefault(whole.name(), tuple(path.toArray(byte[][]::new))));
          }
        });
    byte[] root =
        object(
            PACKAGE + "metadata",
            "Metadata",
            dict(
                text("state_dict_metadata"), dict(state.toArray(byte[][]::new)),
                text("planner_data"), dict(planner.toArray(byte[][]::new)),
                text("storage_data"), dict(storage.toArray(byte[][]::new))));
    Files.write(folder.resolve(".metadata"), pickle(root));
  }

  private static byte[] item(Whole whole, List<byte[]> list) {
    byte[] layout = call(global("torch.serialization", "_get_layout"), text("torch.strided"));
    byte[] state = tuple(global("torch", "float32"), layout, NONE, NONE, NONE);
    return object(
        PACKAGE + "metadata",
        "TensorStorageMetadata",
        dict(
            text("properties"), object(PACKAGE + "metadata", "TensorProperties", state),
            text("size"), Pickles.size(whole.sizes()),
            text("chunks"), list(list.toArray(byte[][]::new))));
  }
}
