package io.github.alpharl.factor.product;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.ModuleId;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.checkpoint.UpdateRows;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.factor.Parallel;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.run.OpenRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Inner products of updates, computed in one pass over all checkpoints of a window and kept: one
 * small file for each module, written when it is done, in a folder named after the content of the
 * checkpoints. An interrupted computation goes on with the modules that are missing.
 */
public final class ProductStore {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;

  /** A store in {@code directory}, which is made when something is written. */
  public ProductStore(Path directory) {
    this.directory = directory;
  }

  /**
   * The products of {@code modules} over {@code steps}, all of one architecture with {@code base}.
   *
   * @param content what the checkpoints hold, see {@link OpenRun#content}
   * @param progress told the bytes of each module done, of one checkpoint
   * @throws BadDataException naming a module with NaN or infinite weights
   */
  public WindowProducts products(
      HfCheckpoint base,
      NavigableMap<Long, StepCheckpoint> steps,
      String content,
      List<ModuleId> modules,
      int threads,
      LongConsumer progress) {
    List<StepCheckpoint> checkpoints = List.copyOf(steps.values());
    Path folder = directory.resolve(key(content));
    Map<String, double[][]> gram = new ConcurrentHashMap<>();
    StepCheckpoint[] sources =
        Stream.concat(Stream.of(base), checkpoints.stream()).toArray(StepCheckpoint[]::new);
    List<ModuleId> largestFirst =
        modules.stream().sorted(Comparator.comparingLong(m -> -bytes(base, m))).toList();
    Parallel.forEach(
        threads,
        largestFirst,
        module -> {
          Path file = folder.resolve(module.name() + ".json");
          gram.put(
              module.name(),
              read(file, checkpoints.size())
                  .orElseGet(() -> computed(file, base, checkpoints, module, sources)));
          progress.accept(bytes(base, module));
        });
    return new WindowProducts(List.copyOf(steps.keySet()), gram);
  }

  private static long bytes(HfCheckpoint base, ModuleId module) {
    return module.slice(base).bytes();
  }

  private static double[][] computed(
      Path file,
      HfCheckpoint base,
      List<StepCheckpoint> steps,
      ModuleId module,
      StepCheckpoint... sources) {
    List<UpdateRows> updates =
        steps.stream().map(step -> UpdateRows.of(base, step, module)).toList();
    double[][] gram = MappedAccess.guard(() -> UpdateProducts.gram(updates), sources);
    for (int t = 0; t < gram.length; t++) {
      if (!Double.isFinite(gram[t][t])) {
        throw BadDataException.of(
                "%s: '%s' has NaN or infinite weights; repair the checkpoint or leave its step out of"
                    + " the window",
                steps.get(t).directory(), module.name())
            .in(steps.get(t).directory(), module.name())
            .as(Defect.NON_FINITE);
      }
    }
    try {
      AtomicFile.write(file, JSON.writeValueAsString(gram) + "\n");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    return gram;
  }

  /** What is stored, unless it is missing or damaged. */
  private static Optional<double[][]> read(Path file, int size) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      double[][] gram = JSON.readValue(Files.readAllBytes(file), double[][].class);
      boolean whole =
          gram != null
              && gram.length == size
              && Arrays.stream(gram).allMatch(row -> row != null && row.length == size);
      return whole ? Optional.of(gram) : Optional.empty();
    } catch (JsonProcessingException damaged) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(String content) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
