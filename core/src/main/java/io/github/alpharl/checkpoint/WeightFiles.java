package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.ForeignFormat;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.ShardIndex;
import io.github.alpharl.torch.TorchLayout;
import io.github.alpharl.torch.TorchLayouts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the weights of a Hugging Face directory, or says what is there instead and which command
 * converts it. Pickles are read as data by our own bounded machine; nothing in them is ever called.
 */
public sealed interface WeightFiles {

  /** Everything is in one file. */
  record Single(Path file) implements WeightFiles {}

  /** An index names the shards. */
  record Sharded(Path index) implements WeightFiles {}

  /** Torch's formats, read in place. */
  record Torch(TorchLayout layout) implements WeightFiles {}

  /** What a message says of a directory with nothing of the kind. */
  String NONE = "holds no weights";

  /**
   * The weights of {@code directory}.
   *
   * @throws BadDataException if there are none, or two kinds of them
   */
  static WeightFiles locate(Path directory) {
    Path single = single(directory);
    Path index = directory.resolve(ShardIndex.NAME);
    boolean hasSingle = Files.exists(single);
    boolean hasIndex = Files.exists(index);
    if (hasSingle && hasIndex) {
      throw BadDataException.of(
              "%s: holds both model.safetensors and %s, and loaders disagree on which counts;"
                  + " remove the one that is out of date",
              directory, ShardIndex.NAME)
          .in(directory)
          .as(Defect.MISMATCH);
    }
    if (!hasSingle && !hasIndex) {
      return torch(directory).orElseThrow(() -> missing(directory));
    }
    return hasSingle ? new Single(single) : new Sharded(index);
  }

  private static Optional<WeightFiles> torch(Path directory) {
    return Files.exists(directory.resolve(LoraConfig.NAME))
        ? Optional.empty()
        : TorchLayouts.recognise(directory)
            .filter(layout -> !layout.isForeign())
            .map(layout -> new Torch(layout.requireComplete()));
  }

  /** True if {@code directory} holds weights of either kind. */
  static boolean exist(Path directory) {
    return Files.exists(single(directory)) || Files.exists(directory.resolve(ShardIndex.NAME));
  }

  /**
   * The one file with all weights: model.safetensors, or the only shard of one without an index.
   */
  private static Path single(Path directory) {
    Path only = directory.resolve("model-00001-of-00001.safetensors");
    boolean alone = Files.exists(only) && !Files.exists(directory.resolve(ShardIndex.NAME));
    return alone ? only : directory.resolve("model.safetensors");
  }

  /** The command that rebuilds weights from the state of DeepSpeed's ZeRO in a checkpoint. */
  static String rebuildCommand(Path checkpoint) {
    return ForeignFormat.rebuild(checkpoint);
  }

  /** What to say of an adapter's {@code directory} without weights that are read. */
  static BadDataException noAdapter(Path directory) {
    Path expected = directory.resolve(LoraAdapter.WEIGHTS);
    return deadLink(directory)
        .orElseGet(
            () ->
                BadDataException.of(
                        "%s: there is no such file beside %s; the adapter is incomplete or still"
                            + " being written",
                        expected, LoraConfig.NAME)
                    .as(Defect.INCOMPLETE));
  }

  private static BadDataException missing(Path directory) {
    if (Files.exists(directory.resolve(LoraConfig.NAME))) {
      return BadDataException.of(
              "%s: holds a LoRA adapter, expected a full model with model.safetensors", directory)
          .in(directory)
          .as(Defect.UNSUPPORTED);
    }
    return deadLink(directory)
        .or(() -> ForeignFormat.find(directory).map(WeightFiles::bad))
        .orElseGet(() -> nothing(directory));
  }

  private static BadDataException bad(String sentence) {
    return BadDataException.of("%s", sentence).as(Defect.UNSUPPORTED);
  }

  private static Optional<BadDataException> deadLink(Path directory) {
    return Listing.of(directory, "*.{safetensors,json}").stream()
        .filter(file -> Files.isSymbolicLink(file) && !Files.exists(file))
        .findFirst()
        .map(
            file ->
                BadDataException.of(
                        "%s: is a link to %s, which is not there; in the Hub's cache the files lie"
                            + " in blobs/ beside snapshots/, so copy or mount the whole folder",
                        file, target(file))
                    .as(Defect.MISSING));
  }

  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      throw Disk.failed("cannot read", link, e);
    }
  }

  private static BadDataException nothing(Path directory) {
    List<String> files = list(directory, "*.safetensors");
    Set<String> shards = new TreeSet<>();
    long expected = 0;
    for (String file : files) {
      Matcher shard = Shard.NAME.matcher(file);
      if (shard.matches()) {
        shards.add(file);
        expected = Long.parseLong(shard.group(1));
      }
    }
    if (!shards.isEmpty()) {
      return withoutIndex(directory, shards, expected);
    }
    if (files.size() == 1 && !files.getFirst().startsWith("adapter")) {
      return BadDataException.of(
              "%s: holds weights under the name %s, where loaders look for model.safetensors; rename"
                  + " it: mv %s %s",
              directory,
              files.getFirst(),
              Wording.shell(directory.resolve(files.getFirst())),
              Wording.shell(directory.resolve("model.safetensors")))
          .in(directory)
          .as(Defect.MISSING);
    }
    if (!files.isEmpty()) {
      return BadDataException.of(
              "%s: holds *.safetensors files (%s) but neither model.safetensors nor %s, which loaders"
                  + " look for; give the folder with one of these",
              directory, Wording.firstFive(files), ShardIndex.NAME)
          .in(directory)
          .as(Defect.MISSING);
    }
    List<Path> below = below(directory, 3);
    if (!below.isEmpty()) {
      return BadDataException.of(
              "%s: %s itself, but %s has some; list such folders as the steps of a run.json:"
                  + " {\"steps\": {\"10\": \"%s\"}}",
              directory,
              NONE,
              Wording.firstFive(below.stream().map(Path::toString).toList()),
              below.getFirst().toAbsolutePath())
          .in(directory)
          .as(Defect.MISSING);
    }
    return BadDataException.of(
            "%s: %s, expected model.safetensors or %s", directory, NONE, ShardIndex.NAME)
        .as(Defect.MISSING);
  }

  private static List<Path> below(Path directory, int deep) {
    List<Path> found = new ArrayList<>();
    for (Path child : deep == 0 ? List.<Path>of() : Listing.of(directory, "*")) {
      if (Files.isDirectory(child)) {
        found.addAll(exist(child) ? List.of(child) : below(child, deep - 1));
      }
    }
    return found;
  }

  private static BadDataException withoutIndex(Path directory, Set<String> shards, long expected) {
    if (shards.size() < expected) {
      return BadDataException.of(
              "%s: holds %d of %d shards (%s) and no %s; the checkpoint is incomplete or still being"
                  + " written",
              directory, shards.size(), expected, Wording.firstFive(shards), ShardIndex.NAME)
          .as(Defect.INCOMPLETE);
    }
    return BadDataException.of(
            "%s: holds all of its %d shards but no %s, which says what is where; if it is not"
                + " still being written, write one with:"
                + " python -c \"import glob, json, os, sys; from safetensors import safe_open as o;"
                + " d = sys.argv[1]; m = {k: os.path.basename(f) for f in"
                + " glob.glob(d + '/model-*-of-*.safetensors') for k in o(f, 'np').keys()};"
                + " json.dump({'metadata': {}, 'weight_map': m},"
                + " open(d + '/%s', 'w'))\" %s",
            directory, expected, ShardIndex.NAME, ShardIndex.NAME, Wording.shell(directory))
        .in(directory)
        .as(Defect.INCOMPLETE);
  }

  private static List<String> list(Path directory, String glob) {
    return Listing.of(directory, glob).stream().map(file -> file.getFileName().toString()).toList();
  }

  /** How shards are called. */
  final class Shard {
    /** As model-00001-of-00002.safetensors; the group is their number. */
    private static final Pattern NAME =
        Pattern.compile("model-[0-9]{1,9}-of-([0-9]{1,9})\\.safetensors");

    private Shard() {}
  }
}
