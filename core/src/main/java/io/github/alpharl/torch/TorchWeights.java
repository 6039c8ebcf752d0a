package io.github.alpharl.torch;

import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.MappedSource;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.torch.shard.DcpFolder;
import io.github.alpharl.torch.shard.HfShards;
import io.github.alpharl.torch.shard.OpenFiles;
import io.github.alpharl.torch.shard.Parts;
import io.github.alpharl.torch.shard.RankFiles;
import io.github.alpharl.torch.shard.SavedFiles;
import io.github.alpharl.torch.tensor.Tiling;
import io.github.alpharl.torch.tensor.TorchTensor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * The tensors of a checkpoint in one of torch's formats, mapped where they lie. Each is proven to
 * be tiled by its blocks; nothing is copied or gathered here.
 */
public final class TorchWeights implements MappedSource, AutoCloseable {

  private static final String ADVICE = "copy or save the checkpoint again";

  private final TorchLayout layout;
  private final OpenFiles files;
  private final SequencedMap<String, TorchTensor> tensors = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private int replicated;

  private TorchWeights(TorchLayout layout, OpenFiles files) {
    this.layout = layout;
    this.files = files;
    Parts parts = read(layout, files);
    MappedAccess.run(layout.folder(), () -> prove(parts));
    requireSome(parts);
    notes.addAll(parts.notes());
    noteLeftOut(parts.leftOut());
    if (replicated > 0) {
      notes.add(
          layout.folder()
              + ": "
              + Wording.count(replicated, "tensor is", "tensors are")
              + " stored on several ranks; the first copy of each part is read, the"
              + " others were compared at both ends only");
    }
  }

  /**
   * Opens the weights of {@code layout}.
   *
   * @throws BadDataException naming the file and tensor, what is wrong and what to do
   */
  public static TorchWeights open(TorchLayout layout) {
    layout.requireComplete();
    OpenFiles files = new OpenFiles();
    try {
      return new TorchWeights(layout, files);
    } catch (RuntimeException | Error e) {
      files.close();
      throw e;
    }
  }

  /**
   * The names of the tensors of {@code layout} as one of its files tells them, before anything is
   * proven: each rank names all, as do an index and the metadata.
   *
   * @throws BadDataException if that file is damaged
   */
  public static Set<String> names(TorchLayout layout) {
    layout.requireComplete();
    List<Path> first =
        layout.kind() == TorchLayout.Kind.RANKS ? layout.files().subList(0, 1) : layout.files();
    try (OpenFiles files = new OpenFiles()) {
      return Set.copyOf(
          read(TorchLayout.complete(layout.kind(), layout.folder(), first), files)
              .byName()
              .keySet());
    }
  }

  private static Parts read(TorchLayout layout, OpenFiles files) {
    Path first = layout.files().getFirst();
    return switch (layout.kind()) {
      case HF_SHARDS -> HfShards.read(layout.files(), files);
      case SINGLE, DEEPSPEED -> SavedFiles.single(first, files);
      case INDEXED -> SavedFiles.indexed(ShardIndex.read(first), files);
      case RANKS -> RankFiles.read(layout.files(), files);
      case DCP -> DcpFolder.read(layout.folder(), files);
      case DEEPSPEED_PARTS, MEGATRON ->
          throw BadDataException.of("%s", layout.message())
              .in(layout.folder())
              .as(Defect.UNSUPPORTED);
    };
  }

  private void prove(Parts parts) {
    parts
        .byName()
        .forEach(
            (name, list) -> {
              Subject subject =
                  Subject.of(layout.folder(), ADVICE).part("'" + Wording.brief(name) + "'");
              Tiling.Tiled tiled = Tiling.of(name, list, subject);
              replicated += tiled.replicas() > 0 ? 1 : 0;
              tensors.put(name, tiled.tensor());
            });
  }

  private void requireSome(Parts parts) {
    if (tensors.isEmpty()) {
      throw BadDataException.of(
              "%s: holds no tensor that can be read%s; expected the weights of a model",
              layout.files().getFirst(),
              parts.leftOut().entrySet().stream()
                  .findFirst()
                  .map(entry -> ": " + described(entry))
                  .orElse(""))
          .in(layout.files().getFirst())
          .as(Defect.MISSING);
    }
  }

  private void noteLeftOut(Map<String, String> leftOut) {
    if (!leftOut.isEmpty()) {
      notes.add(
          layout.folder()
              + ": leaves out "
              + leftOut.size()
              + " values: "
              + Wording.firstFive(
                  leftOut.entrySet().stream().map(TorchWeights::described).toList()));
    }
  }

  private static String described(Map.Entry<String, String> left) {
    return "'" + Wording.brief(left.getKey()) + "' " + left.getValue();
  }

  /** The format and where it was found. */
  public TorchLayout layout() {
    return layout;
  }

  @Override
  public Path directory() {
    return layout.folder();
  }

  /** The tensors by name, in the order of the files. */
  public SequencedMap<String, TorchTensor> tensors() {
    return Collections.unmodifiableSequencedMap(tensors);
  }

  /** The files that are mapped. */
  public List<Path> files() {
    return files.paths();
  }

  /** What was left out, or is odd but harmless, for the user. */
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** Reads small pieces of the mapped data ahead of their use. */
  public void fetch(List<MemorySegment> pieces) {
    files.fetch(pieces);
  }

  @Override
  public void requireUnchanged() {
    files.requireUnchanged();
  }

  @Override
  public void close() {
    files.close();
  }
}
