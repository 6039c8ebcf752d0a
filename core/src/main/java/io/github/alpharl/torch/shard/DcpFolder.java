package io.github.alpharl.torch.shard;

import io.github.alpharl.disk.Contained;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.MappedFile;
import io.github.alpharl.disk.Mirror;
import io.github.alpharl.disk.Residency;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.torch.archive.TorchFile;
import io.github.alpharl.torch.pickle.PickleMachine;
import io.github.alpharl.torch.tensor.Part;
import io.github.alpharl.torch.tensor.TensorForms;
import io.github.alpharl.torch.tensor.View;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A folder of torch.distributed.checkpoint: each item of a {@code .distcp} file is a whole archive
 * of {@code torch.save}, at any byte.
 */
public final class DcpFolder {

  /** The file that is written last. */
  public static final String METADATA = ".metadata";

  /** What torch writes before the storage of one tensor, and after it. */
  private static final long END = 4096;

  /** How a pickle begins. */
  private static final byte PICKLE = (byte) 0x80;

  private static final String UNFINISHED =
      "torch writes this file last, and nothing in the folder can be read without it: the save was"
          + " broken off or the copy is not whole, or something else stands in its place; copy the"
          + " folder again, or take an earlier step";

  /** 20 000 tensors on 64 ranks take some 300 bytes for each chunk. */
  private static final long MAX_METADATA = 512L << 20;

  /** Bytes before the header of a safetensors file. */
  private static final long HEADER = 8;

  /** The keys under which trainers save the model beside other things. */
  private static final List<String> HOMES =
      List.of("model", "state_dict", "model_state_dict", "module");

  /** Before the names of weights, in a flat optimizer's. */
  private static final String STATE = "state.";

  private final Path folder;
  private final OpenFiles files;
  private final Parts parts = new Parts();
  private final Set<String> names = new HashSet<>();

  private DcpFolder(Path folder, OpenFiles files) {
    this.folder = folder;
    this.files = files;
  }

  /** Reads {@code folder}, which holds {@link #METADATA}. */
  public static Parts read(Path folder, OpenFiles files) {
    DcpFolder reader = new DcpFolder(folder, files);
    Path path = folder.resolve(METADATA);
    MappedFile file = files.map(path);
    DcpMetadata metadata = MappedAccess.guard(path, () -> reader.metadata(file));
    metadata.items().forEach(item -> reader.names.add(item.name()));
    List<String> home = reader.home(metadata);
    reader.readyEnds(metadata, home);
    for (DcpMetadata.Item item : metadata.items()) {
      reader.add(item, metadata.path(item.name()), home);
    }
    metadata.others().forEach(reader::leaveOut);
    return reader.parts;
  }

  private DcpMetadata metadata(MappedFile file) {
    Subject subject = Subject.of(file.path(), TorchFile.ADVICE);
    MemorySegment bytes = Residency.need(file.bytes());
    subject.require(bytes.byteSize() <= MAX_METADATA, "has %d bytes", bytes.byteSize());
    boolean pickle = bytes.byteSize() > 0 && bytes.get(ValueLayout.JAVA_BYTE, 0) == PICKLE;
    new Subject(file.path(), "", UNFINISHED)
        .require(pickle, "is no metadata of torch (%s)", Wording.count(bytes.byteSize(), "byte"));
    return new DcpMetadata(folder, PickleMachine.only(bytes, subject), subject);
  }

  /** The keys before the model's tensors: well-known ones, else one that all of them lie under. */
  private List<String> home(DcpMetadata metadata) {
    return metadata.items().stream()
        .map(item -> home(metadata.path(item.name())))
        .filter(prefix -> !prefix.isEmpty())
        .min(Comparator.comparingInt(List::size))
        .orElseGet(() -> only(metadata));
  }

  private List<String> only(DcpMetadata metadata) {
    Set<List<String>> keys = new HashSet<>();
    for (DcpMetadata.Item item : metadata.items()) {
      if (!isOptimizer(item.name())) {
        List<String> path = metadata.path(item.name());
        keys.add(path.size() == 2 ? path.subList(0, 1) : List.of());
      }
    }
    List<String> key = keys.size() == 1 ? keys.iterator().next() : List.of();
    if (!key.isEmpty()) {
      String brief = Wording.brief(key.getFirst());
      parts.note(folder + ": reads the tensors under the only key '" + brief + "'");
    }
    return key;
  }

  private void leaveOut(String name, String reason) {
    parts.leaveOut(
        name,
        HOMES.contains(name)
            ? "is one object of one rank, not tensors; save it with the planner's"
                + " flatten_state_dict=True, as torch does by itself"
            : reason);
  }

  /** Such as {@code [model]} or, of an application's state, {@code [app, model]}. */
  private static List<String> home(List<String> path) {
    for (int i = 0; i + 1 < path.size() && i < 2; i++) {
      if (HOMES.contains(path.get(i))) {
        return path.subList(0, i + 1);
      }
    }
    return List.of();
  }

  /** All that is read of an archive but its storages lies at its two ends. */
  private void readyEnds(DcpMetadata metadata, List<String> home) {
    Map<Path, List<MemorySegment>> ends = new LinkedHashMap<>();
    for (DcpMetadata.Item item : metadata.items()) {
      if (isRead(item.name(), metadata.path(item.name()), home)) {
        item.chunks().forEach(chunk -> addEnds(chunk.place(), ends));
      }
    }
    ends.values().forEach(Residency::ready);
  }

  private void addEnds(DcpMetadata.Place place, Map<Path, List<MemorySegment>> ends) {
    Path path = folder.resolve(place.file());
    if (!Mirror.current().holds(path)) {
      return;
    }
    MemorySegment file = open(path).bytes();
    long end = place.offset() + place.length();
    if (place.offset() >= 0 && place.offset() <= end && end <= file.byteSize()) {
      long count = Math.min(END, place.length());
      List<MemorySegment> pieces = ends.computeIfAbsent(path, _ -> new ArrayList<>());
      pieces.add(file.asSlice(place.offset(), count));
      pieces.add(file.asSlice(end - count, count));
    }
  }

  private void add(DcpMetadata.Item item, List<String> path, List<String> home) {
    if (!isRead(item.name(), path, home)) {
      parts.leaveOut(item.name(), "is of the optimizer or another part of the trainer");
      return;
    }
    String name =
        home.isEmpty() ? item.name() : String.join(".", path.subList(home.size(), path.size()));
    Subject subject = Subject.of(folder, TorchFile.ADVICE).part("'" + Wording.brief(name) + "'");
    subject.require(!parts.has(name), "is there twice");
    subject.require(!item.chunks().isEmpty(), "has no chunk");
    for (DcpMetadata.Located chunk : item.chunks()) {
      parts.add(name, part(item, chunk));
    }
  }

  private boolean isRead(String name, List<String> path, List<String> home) {
    return home.isEmpty()
        ? !isOptimizer(name)
        : path.size() > home.size() && path.subList(0, home.size()).equals(home);
  }

  /** Such as {@code optim.step}, or {@code state.w.exp_avg} beside {@code w}. */
  private boolean isOptimizer(String name) {
    return name.startsWith("optim.")
        || name.startsWith("optimizer.")
        || (name.startsWith(STATE)
            && name.lastIndexOf('.') > STATE.length()
            && names.contains(name.substring(STATE.length(), name.lastIndexOf('.'))));
  }

  private Part part(DcpMetadata.Item item, DcpMetadata.Located chunk) {
    DcpMetadata.Place place = chunk.place();
    Path path = folder.resolve(place.file());
    Subject subject =
        Subject.of(path, TorchFile.ADVICE).part("'" + Wording.brief(item.name()) + "'");
    MappedFile file = open(path);
    boolean within =
        place.offset() <= file.bytes().byteSize()
            && place.length() <= file.bytes().byteSize() - place.offset();
    subject.require(
        within,
        "should lie at byte %d with %d bytes of a file of %d: it is cut off or still being written",
        place.offset(),
        place.length(),
        file.bytes().byteSize());
    MemorySegment bytes = file.bytes().asSlice(place.offset(), place.length());
    MappedAccess.run(path, () -> refuseSafetensors(file.bytes(), path));
    View view = MappedAccess.guard(path, () -> view(bytes, subject));
    subject.require(
        view.dtype() == item.dtype() && view.shape().equals(chunk.size()),
        "is stored as %s %s where %s %s is due",
        view.dtype(),
        view.shape(),
        item.dtype(),
        chunk.size());
    return Part.at(item.shape(), chunk.start(), view);
  }

  /** Torch gives each of its items the place 0, so that torch itself cannot read it back. */
  private void refuseSafetensors(MemorySegment bytes, Path path) {
    if (bytes.byteSize() > HEADER
        && Residency.read(bytes.asSlice(HEADER, 1), Tensor.onHeap()).get(ValueLayout.JAVA_BYTE, 0)
            == '{') {
      throw BadDataException.of(
              "%s: holds items as safetensors, whose places are not in %s; save it without"
                  + " serialization_format, or give HuggingFaceStorageWriter to"
                  + " torch.distributed.checkpoint.save",
              path, METADATA)
          .in(path)
          .as(Defect.UNSUPPORTED);
    }
  }

  private MappedFile open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw BadDataException.of(
              "%s: is named by %s and not there; the checkpoint is incomplete or still being"
                  + " written",
              path, METADATA)
          .in(path)
          .as(Defect.INCOMPLETE);
    }
    return files.map(Contained.within(path));
  }

  private static View view(MemorySegment bytes, Subject subject) {
    TorchFile item = TorchFile.read(bytes, subject);
    return new TensorForms(item.storages()).dense(item.root(), subject);
  }
}
