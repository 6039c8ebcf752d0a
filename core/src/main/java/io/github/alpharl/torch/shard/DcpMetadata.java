package io.github.alpharl.torch.shard;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.torch.pickle.Entries;
import io.github.alpharl.torch.pickle.Global;
import io.github.alpharl.torch.pickle.Made;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import io.github.alpharl.torch.tensor.TorchDtype;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The {@code .metadata} of a distributed checkpoint: for each tensor its whole shape and its
 * chunks, and for each chunk the file and the bytes that hold it.
 */
final class DcpMetadata {

  private static final String PACKAGE = "torch.distributed.checkpoint.";

  private final Path folder;
  private final Subject subject;
  private final Map<Chunk, Place> places = new HashMap<>();
  private final Map<String, List<String>> paths = new HashMap<>();
  private final List<Item> items = new ArrayList<>();
  private final Map<String, String> others = new LinkedHashMap<>();

  DcpMetadata(Path folder, Node root, Subject subject) {
    this.folder = folder;
    this.subject = subject;
    subject.require(root.isOf(PACKAGE + "metadata.Metadata"), "holds no Metadata");
    Entries storage = dict(root, "storage_data");
    for (int i = 0; i < storage.size(); i++) {
      addPlace(storage.key(i), storage.value(i));
    }
    Nodes.field(root, "planner_data").flatMap(Nodes::entries).ifPresent(this::addPaths);
    Entries state = dict(root, "state_dict_metadata");
    for (int i = 0; i < state.size(); i++) {
      addItem(state.key(i), state.value(i));
    }
  }

  /**
   * A chunk by its tensor and its first element.
   *
   * @param start empty for what is no tensor, too
   */
  record Chunk(String tensor, List<Long> start) {}

  /** Where a chunk lies: {@code length} bytes of {@code file} from {@code offset} on. */
  record Place(String file, long offset, long length) {}

  /** One chunk of an item. */
  record Located(List<Long> start, List<Long> size, Place place) {}

  /** A tensor. */
  record Item(String name, Dtype dtype, List<Long> shape, List<Located> chunks) {}

  /** The tensors. */
  List<Item> items() {
    return items;
  }

  /** Names of what is not read, with the reason. */
  Map<String, String> others() {
    return others;
  }

  /** The keys that lead to {@code name} in the saved dict; none if unknown. */
  List<String> path(String name) {
    return paths.getOrDefault(name, List.of());
  }

  private Entries dict(Node root, String field) {
    return Nodes.field(root, field)
        .flatMap(Nodes::entries)
        .orElseThrow(() -> subject.bad("has no %s", field));
  }

  private void addPlace(Node index, Node info) {
    subject.require(
        index.isOf(PACKAGE + "metadata.MetadataIndex")
            && info.isOf(PACKAGE + "filesystem._StorageInfo"),
        "has a place of an unknown form");
    String name = text(index, "fqn");
    List<Long> start =
        Nodes.field(index, "offset")
            .filter(node -> Nodes.sequence(node).isPresent() || node instanceof Made)
            .map(node -> Nodes.sizes(node, subject, "offset"))
            .orElse(List.of());
    refuseTransform(info, name);
    String file = text(info, "relative_path");
    subject.require(isPlain(file), "names the unsafe file %s", Wording.brief(file));
    Place place = new Place(file, size(info, "offset"), size(info, "length"));
    Place other = places.putIfAbsent(new Chunk(name, start), place);
    subject.require(other == null, "places a chunk of '%s' twice", Wording.brief(name));
  }

  private void refuseTransform(Node info, String name) {
    List<Node> steps =
        Nodes.field(info, "transform_descriptors").flatMap(Nodes::sequence).orElse(List.of());
    if (!steps.isEmpty()) {
      throw BadDataException.of(
              "%s: '%s' was stored through %s, and only plain items can be mapped; save without"
                  + " extensions, or turn this one into a file that is read (zstd: pip install"
                  + " zstandard): python -m torch.distributed.checkpoint.format_utils dcp_to_torch %s"
                  + " OUT/pytorch_model.bin",
              folder, Wording.brief(name), steps.getFirst().brief(), Wording.shell(folder))
          .in(folder, name)
          .as(Defect.UNSUPPORTED);
    }
  }

  /** Letters, digits and {@code _.-}, as in {@code __0_12.distcp}; no step elsewhere. */
  private static boolean isPlain(String file) {
    return file.matches("[A-Za-z0-9_.-]{1,255}") && !file.equals(".") && !file.equals("..");
  }

  private void addPaths(Entries planner) {
    for (int i = 0; i < planner.size(); i++) {
      List<Node> keys = Nodes.sequence(planner.value(i)).orElse(List.of());
      if (keys.size() <= 16 && keys.stream().allMatch(key -> word(key).isPresent())) {
        List<String> path = keys.stream().map(key -> word(key).orElseThrow()).toList();
        planner.key(i).text().ifPresent(name -> paths.put(name, path));
      }
    }
  }

  /** A key of a dict, or a place in a list. */
  private static Optional<String> word(Node key) {
    OptionalLong place = key.integer();
    return place.isPresent() ? Optional.of(Long.toString(place.getAsLong())) : key.text();
  }

  private void addItem(Node key, Node item) {
    String name = key.text().orElseThrow(() -> subject.bad("has an item without a name"));
    if (item.isOf(PACKAGE + "metadata.BytesStorageMetadata")) {
      others.put(name, "is no tensor");
      return;
    }
    Subject tensor = subject.part(".metadata of '" + Wording.brief(name) + "'");
    tensor.require(item.isOf(PACKAGE + "metadata.TensorStorageMetadata"), "is %s", item.brief());
    Optional<String> unknown = TorchDtype.unknown(type(item));
    if (unknown.isPresent()) {
      others.put(name, unknown.get());
      return;
    }
    List<Long> shape = Nodes.sizes(Nodes.field(item, "size").orElse(null), tensor, "shape");
    List<Node> chunks =
        Nodes.field(item, "chunks")
            .flatMap(Nodes::sequence)
            .orElseThrow(() -> tensor.bad("has no chunks"));
    List<Located> located = new ArrayList<>();
    for (Node chunk : chunks) {
      located.add(locate(name, chunk, tensor));
    }
    items.add(new Item(name, TorchDtype.of(type(item), tensor), shape, located));
  }

  private Located locate(String name, Node chunk, Subject tensor) {
    List<Long> start =
        Nodes.sizes(Nodes.field(chunk, "offsets").orElse(null), tensor, "chunk's offsets");
    List<Long> size =
        Nodes.sizes(Nodes.field(chunk, "sizes").orElse(null), tensor, "chunk's sizes");
    Place place = places.get(new Chunk(name, start));
    if (place == null) {
      throw tensor.bad("has no place for its chunk at %s", start);
    }
    return new Located(start, size, place);
  }

  /** The properties are a state of five, the element type first, or a dict. */
  private static Node type(Node item) {
    Node properties = Nodes.field(item, "properties").orElse(null);
    List<Node> state =
        properties instanceof Made made && made.state() != null
            ? Nodes.sequence(made.state()).orElse(List.of())
            : List.of();
    return state.size() == 5 && state.getFirst() instanceof Global
        ? state.getFirst()
        : Nodes.field(properties, "dtype").orElse(null);
  }

  private String text(Node node, String field) {
    return Nodes.field(node, field)
        .flatMap(Node::text)
        .orElseThrow(() -> subject.bad("has an entry without %s", field));
  }

  private long size(Node node, String field) {
    return Nodes.size(Nodes.field(node, field).orElse(null), subject, field);
  }
}
