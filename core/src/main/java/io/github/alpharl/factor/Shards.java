package io.github.alpharl.factor;

import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.OpenRun;
import io.github.alpharl.run.Shard;
import io.github.alpharl.run.StepNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a store that several processes fill, each with its modules of every step, in {@code
 * parts/I-of-N}; merged they are the files of one process, bit for bit.
 */
public final class Shards {

  /** Such as {@code 3-of-8}. */
  private static final Pattern NAME = Pattern.compile("(\\d{1,6})-of-(\\d{1,6})");

  private static final String FINGERPRINTS = "fingerprints";

  private final FactorStore whole;
  private final Path folder;

  /** The parts of {@code whole}, none of which need be there. */
  public Shards(FactorStore whole) {
    this.whole = whole;
    this.folder = whole.directory().resolve("parts");
  }

  /**
   * The part of one shard.
   *
   * @param store where its factors are kept
   * @param whole what is merged already
   */
  record Part(Shard shard, FactorStore store, FactorStore whole) {

    /** True if {@code step} is merged, so that nothing is left to do for it. */
    boolean isMerged(long step, Supplier<FactorKey> key, Decomposer decomposer) {
      if (!whole.steps().contains(step)) {
        return false;
      }
      requireHeld(whole, step, key.get(), decomposer);
      return true;
    }
  }

  /** Where processes share the fingerprints of a run's checkpoints. */
  public Path fingerprints() {
    return folder.resolve(FINGERPRINTS);
  }

  /**
   * The part of {@code shard}.
   *
   * @throws UsageException if there are parts of another number of shards
   */
  Part part(Shard shard) {
    counts().headSet(shard.count()).stream().findFirst().ifPresent(n -> refuse(n, shard));
    counts().tailSet(shard.count(), false).stream().findFirst().ifPresent(n -> refuse(n, shard));
    return new Part(shard, store(shard), whole);
  }

  private void refuse(int count, Shard shard) {
    throw UsageException.of(
        "%s: holds parts of %d shards, and this is %s of another number; go on with %d shards, or"
            + " delete the folder to begin anew",
        folder, count, shard, count);
  }

  private FactorStore store(Shard shard) {
    return new FactorStore(folder.resolve(shard.index() + "-of-" + shard.count()));
  }

  /** The numbers of shards of which there are parts. */
  private NavigableSet<Integer> counts() {
    NavigableSet<Integer> counts = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      for (Path part : Listing.of(folder, "*-of-*")) {
        Matcher matcher = NAME.matcher(part.getFileName().toString());
        if (matcher.matches()) {
          counts.add(Integer.parseInt(matcher.group(2)));
        }
      }
    }
    return counts;
  }

  private static void requireHeld(
      FactorStore store, long step, FactorKey key, Decomposer decomposer) {
    if (!decomposer.isDone(store.held(step, key, decomposer.mayLeaveOut()))) {
      throw UsageException.of(
              "%s: holds factors of step %d that are damaged or came from other weights or options,"
                  + " which shards do not replace; decompose that step without shards, or move its"
                  + " step-%d.safetensors away",
              store.directory(), step, step)
          .by(Setting.STORE);
    }
  }

  /**
   * Puts the parts of {@code steps} together, step by step, and deletes them when all is done.
   *
   * @return the steps that were put together; the others were there
   * @throws UsageException naming the shards that have not done their part
   * @throws EnvironmentException if another process puts them together now
   */
  public List<Long> merge(OpenRun weights, Decomposer.Options options, Collection<Long> steps) {
    if (!Files.isDirectory(folder)) {
      return mergeAlone(weights, options, steps);
    }
    try (FolderLock _ = FolderLock.take(folder, "merge")) {
      return mergeAlone(weights, options, steps);
    }
  }

  private List<Long> mergeAlone(
      OpenRun weights, Decomposer.Options options, Collection<Long> steps) {
    Decomposer decomposer = new Decomposer(weights.base(), options);
    List<Long> open = new ArrayList<>();
    for (long step : new TreeSet<>(steps)) {
      if (whole.steps().contains(step)) {
        requireHeld(whole, step, key(weights, options, step), decomposer);
      } else {
        open.add(step);
      }
    }
    List<FactorStore> parts = open.isEmpty() ? List.of() : parts(open, decomposer);
    whole.requireWritable();
    for (long step : open) {
      merge(step, key(weights, options, step), parts, decomposer);
    }
    if (parts.stream().allMatch(part -> whole.steps().containsAll(part.steps()))) {
      delete(folder);
    }
    return open;
  }

  private static FactorKey key(OpenRun weights, Decomposer.Options options, long step) {
    return options.key(weights.fingerprint(), weights.fingerprint(step));
  }

  /** The parts of all shards that have modules, each of which has {@code steps}. */
  private List<FactorStore> parts(List<Long> steps, Decomposer decomposer) {
    NavigableSet<Integer> counts = counts();
    if (counts.isEmpty()) {
      throw UsageException.of("%s: holds no parts; decompose the run in shards first", folder);
    }
    if (counts.size() > 1) {
      throw UsageException.of(
          "%s: holds parts of different numbers of shards, %s; delete those that do not count",
          folder, counts);
    }
    List<FactorStore> parts = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (int i = 1; i <= counts.first(); i++) {
      Shard shard = new Shard(i, counts.first());
      if (decomposer.shareOf(shard).modules().isEmpty()) {
        continue; // there are more shards than modules
      }
      FactorStore part = store(shard);
      List<Long> gaps = steps.stream().filter(step -> !part.steps().contains(step)).toList();
      if (!gaps.isEmpty()) {
        missing.add(shard + " (steps " + StepNotes.shown(gaps) + ")");
      }
      parts.add(part);
    }
    if (!missing.isEmpty()) {
      throw UsageException.of(
          "%s: the shards %s are not done; run them again, then merge",
          folder, String.join(", ", missing));
    }
    return parts;
  }

  private void merge(long step, FactorKey key, List<FactorStore> parts, Decomposer decomposer) {
    Map<String, ModuleFactors> found = new LinkedHashMap<>();
    Set<String> leftOut = new TreeSet<>();
    Optional<String> lanes = Optional.empty();
    for (FactorStore part : parts) {
      try (StoredFactors stored = part.open(step)) {
        requireSame(part, step, stored, key, lanes);
        lanes = stored.lanes();
        stored.modules().forEach(module -> found.put(module, stored.module(module)));
        leftOut.addAll(stored.leftOut());
      }
    }
    List<String> gaps =
        decomposer.modules().stream()
            .map(ModuleId::name)
            .filter(name -> !found.containsKey(name) && !leftOut.contains(name))
            .toList();
    if (!gaps.isEmpty()) {
      throw BadDataException.of(
          "%s: no part of step %d has '%s'; delete the folder and run the shards again",
          folder, step, gaps.getFirst());
    }
    List<ModuleFactors> inOrder =
        decomposer.modules().stream()
            .map(ModuleId::name)
            .map(found::get)
            .filter(Objects::nonNull)
            .toList();
    whole.write(step, key, inOrder, leftOut, lanes.orElseThrow());
  }

  private static void requireSame(
      FactorStore part, long step, StoredFactors stored, FactorKey key, Optional<String> lanes) {
    if (!stored.isOf(key)) {
      throw UsageException.of(
          "%s: its step %d was computed from other weights or options than those now; run that"
              + " shard again with the options of the others",
          part.directory(), step);
    }
    if (stored.lanes().isEmpty() || (lanes.isPresent() && !lanes.equals(stored.lanes()))) {
      throw EnvironmentException.of(
          "%s: its step %d was added up %s numbers at a time (the width of the machine's vectors),"
              + " another part %s: their last digits differ; run that shard on a machine of the"
              + " other kind",
          part.directory(), step, stored.lanes().orElse("unknown"), lanes.orElse("unknown"));
    }
  }

  private static void delete(Path path) {
    if (!Files.exists(path)) {
      return;
    }
    if (Files.isDirectory(path)) {
      Listing.of(path, "*").forEach(Shards::delete);
    }
    try {
      Disk.system().delete(path);
    } catch (IOException e) {
      throw Disk.failed("cannot delete", path, e);
    }
  }
}
