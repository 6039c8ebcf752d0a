package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.disk.NaturalOrder;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsHeader;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PEFT LoRA adapter, mapped and checked: for every adapted matrix its small factors. Parts that
 * are no matrix update (bias, embeddings, saved modules) are not read but named in {@link #notes}.
 */
public final class LoraAdapter implements StepCheckpoint {

  public static final String WEIGHTS = "adapter_model.safetensors";
  static final String KEY_PREFIX = "base_model.model.";

  /** The adapter's own name, as in {@code lora_A.default.weight}, is left out by current PEFT. */
  private static final Pattern KEY =
      Pattern.compile("(?:base_model\\.model\\.)?(.+)\\.lora_([AB])(?:\\.[^.]+)?\\.weight");

  private final Path directory;
  private final LoraConfig config;
  private final SafetensorsFile file;
  private final List<LoraModule> modules;
  private final List<String> notes = new ArrayList<>();

  private LoraAdapter(Path directory, LoraConfig config, SafetensorsFile file) {
    this.directory = directory;
    this.config = config;
    this.file = file;
    this.modules = pair();
    checkTargets();
    reportSavedModules();
  }

  /**
   * Opens the adapter in {@code directory}.
   *
   * @throws BadDataException naming the file or tensor, what was expected and what to do
   */
  public static LoraAdapter open(Path directory) {
    return open(directory, OptionalDouble.empty());
  }

  /** Like {@link #open(Path)}; {@code alpha} replaces the configured {@code lora_alpha}. */
  public static LoraAdapter open(Path directory, OptionalDouble alpha) {
    LoraConfig config = LoraConfig.read(directory, alpha);
    refusePickle(directory);
    SafetensorsFile file = SafetensorsFile.open(directory.resolve(WEIGHTS));
    try {
      return new LoraAdapter(directory, config, file);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  @Override
  public LoraAdapter alignedTo(HfCheckpoint base) {
    requireFits(base);
    return this;
  }

  @Override
  public Path directory() {
    return directory;
  }

  /** The file with the factors, for {@link MappedAccess#guard}. */
  public Path file() {
    return file.path();
  }

  /** The updates, by layer. */
  public List<LoraModule> modules() {
    return modules;
  }

  @Override
  public List<String> notes() {
    return List.copyOf(notes);
  }

  /** The base's name as the training knew it. */
  public Optional<String> baseModelName() {
    JsonNode name = config.json().path("base_model_name_or_path");
    return name.isTextual() ? Optional.of(name.textValue()) : Optional.empty();
  }

  /**
   * Returns if every update fits a matrix of {@code base}.
   *
   * @throws BadDataException naming the matrix that is missing or of another shape
   */
  public void requireFits(HfCheckpoint base) {
    for (LoraModule module : modules) {
      Tensor matrix = base.tensors().get(module.baseTensor());
      if (matrix == null) {
        throw bad(
            "the base %s has no tensor '%s'; give the base that this adapter was trained from%s",
            base.directory(), module.baseTensor(), baseModelName().map(n -> ", " + n).orElse(""));
      }
      requireShape(module, matrix, base);
    }
  }

  @Override
  public void requireUnchanged() {
    file.requireUnchanged();
  }

  @Override
  public void close() {
    file.close();
  }

  private void requireShape(LoraModule module, Tensor matrix, HfCheckpoint base) {
    List<Long> update = List.of(module.b().shape().getFirst(), module.a().shape().getLast());
    if (!matrix.shape().equals(update)) {
      throw bad(
          "the update of '%s' has shape %s but the base %s has %s; give the right base",
          module.baseTensor(), update, base.directory(), matrix.shape());
    }
  }

  private static void refusePickle(Path directory) {
    Path pickle = directory.resolve("adapter_model.bin");
    if (!Files.exists(directory.resolve(WEIGHTS)) && Files.exists(pickle)) {
      throw BadDataException.of(
          "%s: is a pickle, which can run code and is never opened; convert it with: python -c"
              + " \"import sys, torch; from safetensors.torch import save_file;"
              + " save_file(torch.load(sys.argv[1], weights_only=True), sys.argv[2])\" %s %s",
          pickle, Wording.shell(pickle), Wording.shell(directory.resolve(WEIGHTS)));
    }
  }

  private List<LoraModule> pair() {
    SequencedMap<String, Factors> factors = new TreeMap<>(NaturalOrder.INSTANCE);
    List<String> others = new ArrayList<>();
    for (Tensor tensor : file.tensors().values()) {
      Matcher key = KEY.matcher(tensor.name());
      if (key.matches()) {
        put(factors.computeIfAbsent(key.group(1), _ -> new Factors()), key.group(2), tensor);
      } else {
        others.add(tensor.name());
      }
    }
    reportOthers(others);
    if (factors.isEmpty()) {
      throw bad("holds no lora_A and lora_B tensors");
    }
    List<LoraModule> result = new ArrayList<>();
    factors.forEach((module, pair) -> result.add(module(module, pair)));
    return List.copyOf(result);
  }

  private void put(Factors factors, String letter, Tensor tensor) {
    Tensor old = letter.equals("A") ? factors.a : factors.b;
    if (old != null) {
      throw bad("'%s' and '%s' are the same factor", old.name(), tensor.name());
    }
    if (letter.equals("A")) {
      factors.a = tensor;
    } else {
      factors.b = tensor;
    }
  }

  private LoraModule module(String module, Factors factors) {
    if (factors.a == null || factors.b == null) {
      throw bad(
          "module '%s' has no lora_%s; the file is incomplete",
          module, factors.a == null ? "A" : "B");
    }
    checkShapes(module, factors);
    return new LoraModule(module + ".weight", factors.a, factors.b, config.scaling(module));
  }

  private void checkShapes(String module, Factors factors) {
    Tensor a = factors.a;
    Tensor b = factors.b;
    if (!a.isMatrix() || !b.isMatrix() || !a.dtype().isFloat() || !b.dtype().isFloat()) {
      throw bad(
          "the factors of '%s' are %s %s and %s %s, expected two floating-point matrices",
          module, a.dtype(), a.shape(), b.dtype(), b.shape());
    }
    long rank = config.rank(module);
    if (a.shape().getFirst() != rank || b.shape().getLast() != rank) {
      boolean swapped = a.shape().getLast() == rank && b.shape().getFirst() == rank;
      throw bad(
          "module '%s' has lora_A %s and lora_B %s, expected (%d, in) and (out, %d) for rank %d%s",
          module,
          a.shape(),
          b.shape(),
          rank,
          rank,
          rank,
          swapped ? "; the two shapes look swapped" : "; r or rank_pattern does not fit the file");
    }
  }

  private void reportOthers(List<String> others) {
    List<String> magnitudes = others.stream().filter(n -> n.contains("lora_magnitude")).toList();
    if (!magnitudes.isEmpty()) {
      throw bad(
          "holds DoRA magnitudes (%s), which are not W + scaling·B·A;"
              + " merge the adapter into its base and use the merged checkpoint",
          Wording.firstFive(magnitudes));
    }
    if (!others.isEmpty()) {
      notes.add(
          file.path()
              + ": ignores "
              + others.size()
              + " tensors that are no LoRA update of a matrix (embeddings, biases, saved modules): "
              + Wording.firstFive(others));
    }
  }

  private void checkTargets() {
    List<String> names = modules.stream().map(m -> moduleOf(m.baseTensor())).toList();
    List<String> stray = names.stream().filter(name -> !config.targets(name)).toList();
    if (!stray.isEmpty()) {
      notes.add(
          file.path()
              + ": target_modules does not name "
              + Wording.firstFive(stray)
              + ", which PEFT would ignore; they are used here");
    }
    List<String> unused =
        config.targetNames().stream()
            .filter(target -> names.stream().noneMatch(n -> LoraConfig.isSuffix(target, n)))
            .toList();
    if (!unused.isEmpty()) {
      notes.add(
          file.path() + ": has no tensors for the target_modules " + Wording.firstFive(unused));
    }
  }

  private void reportSavedModules() {
    JsonNode saved = config.json().path("modules_to_save");
    if (saved.isArray() && !saved.isEmpty()) {
      notes.add(config.file() + ": modules_to_save " + saved + " are not read");
    }
    String bias = config.json().path("bias").asText("none");
    if (!bias.equals("none")) {
      notes.add(config.file() + ": bias is '" + bias + "', trained biases are not read");
    }
  }

  private static String moduleOf(String baseTensor) {
    return baseTensor.substring(0, baseTensor.length() - ".weight".length());
  }

  @FormatMethod
  private BadDataException bad(@FormatString String format, Object... args) {
    return SafetensorsHeader.bad(file.path(), format, args);
  }

  private static final class Factors {
    private Tensor a;
    private Tensor b;
  }
}
