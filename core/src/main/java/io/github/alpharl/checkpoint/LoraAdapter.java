package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.alpharl.disk.MappedAccess;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.SafetensorsHeader;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A PEFT LoRA adapter, mapped and checked: its factors, DoRA's magnitudes, LoRA on embeddings, and
 * what was trained whole beside them (saved modules, tokens, biases). What they make of a base is
 * known once it is {@link #alignedTo} it.
 */
public final class LoraAdapter implements StepCheckpoint {

  public static final String WEIGHTS = "adapter_model.safetensors";

  /** What the names of an adapter's tensors begin with. */
  public static final String KEY_PREFIX = "base_model.model.";

  private final Path directory;
  private final LoraConfig config;
  private final AdapterFile file;
  private final AdapterParts parts;
  private final Optional<LoraAdapter> initial;
  private final List<LoraModule> modules;
  private final List<String> notes = new ArrayList<>();
  private final HfCheckpoint base;
  private final AdapterFit fit;
  private LoraAdapter aligned;

  private LoraAdapter(
      Path directory,
      LoraConfig config,
      AdapterFile file,
      Optional<String> name,
      Optional<LoraAdapter> initial) {
    this.directory = directory;
    this.config = config;
    this.file = file;
    this.initial = initial;
    this.parts = new AdapterParts(file, name);
    this.base = null;
    this.fit = null;
    this.modules = check();
    notes.addAll(file.notes());
    parts.ignored(file).ifPresent(notes::add);
    parts.unwrapped(file).ifPresent(notes::add);
    notes.addAll(config.notes());
    notes.addAll(config.targetNotes(file.path(), List.copyOf(parts.parts.keySet())));
  }

  private LoraAdapter(LoraAdapter adapter, HfCheckpoint base) {
    this.directory = adapter.directory;
    this.config = adapter.config;
    this.file = adapter.file;
    this.parts = adapter.parts;
    this.initial = adapter.initial;
    this.base = base;
    this.fit = new AdapterFit(adapter, base);
    this.modules = List.of();
    this.notes.addAll(adapter.notes);
    this.notes.addAll(fit.notes());
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
    return open(directory, alpha, Optional.empty());
  }

  /** Like the other; {@code name} chooses among several adapters. */
  public static LoraAdapter open(Path directory, OptionalDouble alpha, Optional<String> name) {
    AdapterFile file = AdapterFile.open(directory);
    try {
      LoraConfig config = file.config(directory, alpha);
      Optional<LoraAdapter> initial =
          config.changesBase() ? initial(directory, alpha) : Optional.empty();
      config.refuseUnknownStart(initial.isPresent());
      return new LoraAdapter(directory, config, file, name, initial);
    } catch (RuntimeException | Error e) {
      file.close();
      throw e;
    }
  }

  /** The adapter before training, whose product was taken out of the base. */
  private static Optional<LoraAdapter> initial(Path directory, OptionalDouble alpha) {
    return AdapterPlace.initial(directory)
        .map(
            place ->
                new LoraAdapter(
                    place,
                    LoraConfig.read(
                        Files.exists(place.resolve(LoraConfig.NAME)) ? place : directory, alpha),
                    AdapterFile.open(place),
                    Optional.empty(),
                    Optional.empty()));
  }

  @Override
  public synchronized LoraAdapter alignedTo(HfCheckpoint to) {
    if (base == to) {
      return this;
    }
    if (aligned == null || aligned.base != to) {
      aligned = MappedAccess.guard(file(), () -> new LoraAdapter(this, to));
    }
    return aligned;
  }

  @Override
  public Path directory() {
    return directory;
  }

  /** The file with the factors, for {@link MappedAccess#guard}. */
  public Path file() {
    return file.path();
  }

  /**
   * Returns if the adapter in {@code place} is whole as far as shows without its configuration.
   *
   * @throws BadDataException saying why not
   */
  public static void requireWhole(Path place) {
    AdapterFile.open(place).close();
  }

  /** True for shards of a whole model, most of whose tensors are the base's. */
  boolean holdsModel() {
    return file.model();
  }

  LoraConfig config() {
    return config;
  }

  AdapterParts parts() {
    return parts;
  }

  /**
   * The updates of matrices that are products of factors, by layer. Before it is aligned to a base,
   * those of LoRA's plain factors.
   */
  public List<LoraModule> modules() {
    return fit == null ? modules : fit.products();
  }

  /** True if every tensor of its file counts. */
  public boolean isWhole() {
    return parts.others.isEmpty();
  }

  /** What decides the updates besides the factors of {@link #modules}, for a fingerprint. */
  public List<Tensor> beside() {
    List<Tensor> all = new ArrayList<>(parts.beside());
    initial.ifPresent(start -> all.addAll(start.file.tensors().values()));
    return all;
  }

  @Override
  public NavigableSet<String> changed(HfCheckpoint to) {
    return alignedTo(to).fit.changed();
  }

  /** True if it changes tensors of the base, which it is aligned to, that are no modules. */
  public boolean changesRest() {
    return !fit.beside().isEmpty();
  }

  @Override
  public Change updateOf(HfCheckpoint to, String name) {
    return alignedTo(to).fit.changeOf(name);
  }

  /** The update of a matrix that DoRA rescales. */
  Optional<UpdateRows.Rescaled> rescaled(HfCheckpoint to, String name) {
    return alignedTo(to).fit.rescaled(name);
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
   * Returns if every update fits a matrix of {@code to}.
   *
   * @throws BadDataException naming the matrix that is missing or of another shape
   */
  public void requireFits(HfCheckpoint to) {
    alignedTo(to);
  }

  @Override
  public void requireUnchanged() {
    file.requireUnchanged();
  }

  @Override
  public void close() {
    initial.ifPresent(LoraAdapter::close);
    file.close();
  }

  /** {@code factors} less what its initialisation took out of the base, if it did. */
  LoraModule started(
      HfCheckpoint base, String module, LoraModule factors, Tensor matrix, boolean inFirst) {
    if (!config.changesBase()) {
      return factors;
    }
    if (initial.isEmpty()) {
      return Adapted.lessLeading(factors, base, matrix);
    }
    AdapterParts.Part part = initial.get().parts.parts.get(module);
    if (part == null) {
      throw initial.get().bad("there are no factors of '%s'", module);
    }
    LoraModule start =
        new LoraModule(factors.baseTensor(), part.a, part.b, initial.get().config.scaling(module));
    return Adapted.less(factors, inFirst ? Adapted.turned(start) : start);
  }

  private List<LoraModule> check() {
    boolean nothing = parts.whole.isEmpty() && parts.tokens.isEmpty();
    if (parts.parts.isEmpty() && (nothing || !parts.others.isEmpty())) {
      throw bad("holds no lora_A and lora_B tensors");
    }
    List<LoraModule> plain = new ArrayList<>();
    parts.parts.forEach(
        (module, part) -> {
          if (part.a == null || part.b == null) {
            throw bad(
                "module '%s' has no lora_%s; the file is incomplete",
                module, part.a == null ? "A" : "B");
          }
          AdapterParts.requireShapes(this, module, part);
          if (!part.embedding) {
            plain.add(new LoraModule(module + ".weight", part.a, part.b, config.scaling(module)));
          }
        });
    config.requireMagnitudes(
        parts.parts.values().stream().allMatch(part -> part.magnitude != null));
    return List.copyOf(plain);
  }

  @FormatMethod
  BadDataException bad(@FormatString String format, Object... args) {
    return SafetensorsHeader.bad(file.path(), format, args);
  }
}
