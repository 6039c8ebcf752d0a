package io.github.alpharl.lab.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A model's tokenizer.json, through Hugging Face's own library. */
public final class Tokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer binding;

  private Tokenizer(HuggingFaceTokenizer binding) {
    this.binding = binding;
  }

  /** Opens the tokenizer of the model in {@code directory}. */
  public static Tokenizer open(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw BadDataException.of(
          "%s: has no tokenizer.json, which is needed to read and write text; copy it from the"
              + " model's base.",
          directory);
    }
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(file, Map.of("addSpecialTokens", "true")));
    } catch (LinkageError | IllegalStateException e) { // the latter where it cannot unpack itself
      throw EnvironmentException.because(
          "The tokenizer library cannot be loaded (it needs linux-x86_64 and a writable cache"
              + " folder, DJL_CACHE_DIR): "
              + e.getMessage(),
          e);
    } catch (IOException | RuntimeException e) {
      throw BadDataException.because(file + ": is no tokenizer: " + e.getMessage(), e);
    }
  }

  /** Ids of {@code text}, with the tokens that the tokenizer puts around it. */
  public int[] encode(String text) {
    return narrow(binding.encode(text, true, false).getIds());
  }

  /** Ids of {@code text} alone. */
  public int[] encodePlain(String text) {
    return narrow(binding.encode(text, false, false).getIds());
  }

  private static int[] narrow(long[] ids) {
    return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
  }

  /** The text of {@code ids} without special tokens. */
  public String decode(int[] ids) {
    return binding.decode(Arrays.stream(ids).asLongStream().toArray(), true);
  }

  /** The text of {@code ids}, special tokens included. */
  public String decodeAll(int[] ids) {
    return binding.decode(Arrays.stream(ids).asLongStream().toArray(), false);
  }

  @Override
  public void close() {
    binding.close();
  }
}
