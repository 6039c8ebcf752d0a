package io.github.alpharl.lab.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A model's tokenizer.json, through Hugging Face's own library. */
public final class Tokenizer implements AutoCloseable {

  private final HuggingFaceTokenizer binding;
  private final Map<Integer, String> special;
  private final Set<Integer> dropped;

  private Tokenizer(
      HuggingFaceTokenizer binding, Map<Integer, String> special, Set<Integer> dropped) {
    this.binding = binding;
    this.special = special;
    this.dropped = dropped;
  }

  /** Opens the tokenizer of the model in {@code directory}. */
  public static Tokenizer open(Path directory) {
    Path file = directory.resolve("tokenizer.json");
    if (!Files.isRegularFile(file)) {
      throw BadDataException.of(
              "%s: has no tokenizer.json, which is needed to read and write text; copy it from the"
                  + " model's base.",
              directory)
          .in(directory)
          .as(Defect.MISSING);
    }
    try {
      var binding = HuggingFaceTokenizer.newInstance(file, Map.of("addSpecialTokens", "true"));
      Map<Integer, String> special = special(Json.read(file));
      return new Tokenizer(binding, special, special.keySet());
    } catch (LinkageError | IllegalStateException e) { // the latter where it cannot unpack itself
      throw EnvironmentException.because(
          "The tokenizer library cannot be loaded (it needs linux-x86_64 and a writable cache"
              + " folder, DJL_CACHE_DIR): "
              + e.getMessage(),
          e);
    } catch (IOException | RuntimeException e) {
      throw BadDataException.because(file + ": is no tokenizer: " + e.getMessage(), e).in(file);
    }
  }

  /** Those of {@code added_tokens} that are no text. */
  private static Map<Integer, String> special(JsonNode file) {
    Map<Integer, String> special = new HashMap<>();
    for (JsonNode token : file.path("added_tokens")) {
      if (token.path("special").asBoolean()) {
        special.put(token.path("id").asInt(), token.path("content").asText());
      }
    }
    return Map.copyOf(special);
  }

  /**
   * This tokenizer where special tokens that are spelled by {@code characters} are text: a model
   * that transformers has saved again has its end token marked as special, be it a plain full stop.
   * It is closed with this one.
   */
  public Tokenizer keeping(String characters) {
    Set<Integer> rest = new HashSet<>(special.keySet());
    rest.removeIf(id -> special.get(id).chars().allMatch(c -> characters.indexOf(c) >= 0));
    return new Tokenizer(binding, special, Set.copyOf(rest));
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

  /** The text of {@code ids} without special tokens, but with those that it is keeping. */
  public String decode(int[] ids) {
    long[] text = Arrays.stream(ids).filter(id -> !dropped.contains(id)).asLongStream().toArray();
    return binding.decode(text, false);
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
