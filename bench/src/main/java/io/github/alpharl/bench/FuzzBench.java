package io.github.alpharl.bench;

import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.HeaderFuzz;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.torch.FolderFuzz;
import io.github.alpharl.torch.TorchFuzz;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Damages a small corpus of files: of safetensors the headers, all bits and lengths once, then at
 * random; of torch.save anything, mostly the pickle, at random. Each must be refused in one
 * sentence or read as tensors that share out the data exactly.
 *
 * @param kind what the corpus is
 * @param corpus whole valid files
 * @param folders whole valid folders of torch's formats, of which one file at a time is damaged
 * @param iterations random damages, shared out evenly
 * @param seed of the random ones
 */
public record FuzzBench(
    Kind kind, List<byte[]> corpus, List<Path> folders, long iterations, long seed) {

  /** Formats that are damaged. */
  public enum Kind {
    SAFETENSORS,
    TORCH
  }

  /**
   * What came of it.
   *
   * @param accepted damaged files that were read soundly
   * @param refused damaged files that were refused clearly
   */
  public record Result(int files, long accepted, long refused, double seconds) {

    /** For people. */
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "%d damages of %d files: %d refused clearly, %d read soundly, none otherwise; %.1f s",
          refused + accepted,
          files,
          refused,
          accepted,
          seconds);
    }
  }

  /**
   * Runs all.
   *
   * @throws IllegalStateException at the first damage that is neither refused clearly nor read
   *     soundly, with its bytes
   */
  public Result run() {
    long start = System.nanoTime();
    long accepted = 0;
    long refused = 0;
    int count = corpus.size() + folders.size();
    for (int i = 0; i < count; i++) {
      long share = iterations / count + (i < iterations % count ? 1 : 0);
      List<HeaderFuzz.Outcome> outcomes =
          i < corpus.size()
              ? outcomes(corpus.get(i), seed + i, share)
              : List.of(new FolderFuzz(folders.get(i - corpus.size())).random(seed + i, share));
      for (HeaderFuzz.Outcome outcome : outcomes) {
        accepted += outcome.accepted();
        refused += outcome.refused();
      }
    }
    return new Result(count, accepted, refused, (System.nanoTime() - start) * 1e-9);
  }

  private List<HeaderFuzz.Outcome> outcomes(byte[] file, long ownSeed, long share) {
    return switch (kind) {
      case SAFETENSORS ->
          List.of(HeaderFuzz.exhaustive(file), HeaderFuzz.random(file, ownSeed, share));
      case TORCH -> List.of(TorchFuzz.random(file, ownSeed, share));
    };
  }

  /**
   * Small files of different kinds: all float types, names beyond ASCII, an empty tensor, a scalar,
   * packed types, one tensor alone, none at all.
   */
  public static List<byte[]> standardCorpus() {
    return List.of(
        file(
            tensor("model.layers.0.mlp.down_proj.weight", Dtype.BF16, 2, 3),
            tensor("b", Dtype.F32, 3),
            tensor("c", Dtype.F32, 3),
            tensor("ü", Dtype.F4, 4),
            tensor("empty", Dtype.U8, 0, 3),
            tensor("scalar", Dtype.I64)),
        file(tensor("only", Dtype.F64, 4)),
        file(tensor("half", Dtype.F16, 3, 1, 2), tensor("bytes", Dtype.U8, 5)),
        file());
  }

  /** The bytes of {@code paths}. */
  public static List<byte[]> read(List<Path> paths) {
    List<byte[]> files = new ArrayList<>();
    for (Path path : paths) {
      try {
        files.add(Files.readAllBytes(path));
      } catch (IOException e) {
        throw EnvironmentException.because(path + ": cannot be read: " + e.getMessage(), e);
      }
    }
    return files;
  }

  private static TensorSource tensor(String name, Dtype dtype, long... shape) {
    List<Long> sizes = Arrays.stream(shape).boxed().toList();
    byte[] bytes = new byte[Math.toIntExact(dtype.bytesOf(sizes))];
    return new TensorSource(name, dtype, sizes, TensorContent.of(MemorySegment.ofArray(bytes)));
  }

  private static byte[] file(TensorSource... tensors) {
    try {
      Path folder = Files.createTempDirectory("alpharl-fuzz");
      Path file = folder.resolve("a.safetensors");
      try {
        SafetensorsWriter.write(file, List.of(tensors));
        return Files.readAllBytes(file);
      } finally {
        Files.deleteIfExists(file);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw EnvironmentException.because("the corpus cannot be made: " + e.getMessage(), e);
    }
  }
}
