package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.MappedSource;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.torch.TorchLayout;
import io.github.alpharl.torch.TorchLayouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The tensors of an adapter where they lie: in PEFT's file of either format, or in the shards of a
 * model with the adapter inside, which also hold the frozen base.
 *
 * @param path the file, or the folder of the shards
 * @param tensors by name
 * @param notes what was read and left out
 * @param model true for shards of a whole model
 */
record AdapterFile(
    Path path,
    Map<String, Tensor> tensors,
    List<String> notes,
    boolean model,
    Runnable unchanged,
    Runnable unmap)
    implements MappedSource, AutoCloseable {

  /** PEFT's file before it wrote safetensors. */
  static final String PICKLE = "adapter_model.bin";

  /** What verl writes of a LoRA training beside its shards. */
  static final String META = "lora_train_meta.json";

  /** {@code base_model.model.model.layers.0.mlp.up_proj.lora_A.default.weight}. */
  private static final Pattern FACTOR =
      Pattern.compile("(?:base_model\\.model\\.)?(.+)\\.lora_A(?:\\.[^.]+)?\\.weight");

  /**
   * Opens the adapter in {@code place}.
   *
   * @throws BadDataException if there is none, or it is damaged
   */
  static AdapterFile open(Path place) {
    Path safetensors = place.resolve(LoraAdapter.WEIGHTS);
    Path pickle = place.resolve(PICKLE);
    boolean readable = Files.exists(safetensors);
    if (!readable && Files.exists(pickle)) {
      return of(TorchModel.withAdapter(TorchLayouts.file(pickle)), pickle, false);
    }
    if (!readable) {
      TorchLayout layout =
          TorchModel.adapterLayout(place)
              .orElseThrow(() -> WeightFiles.noAdapter(place))
              .requireComplete();
      return of(TorchModel.withAdapter(layout), layout.folder(), true);
    }
    SafetensorsFile file = SafetensorsFile.open(safetensors);
    return new AdapterFile(
        safetensors, file.tensors(), List.of(), false, file::requireUnchanged, file::close);
  }

  private static AdapterFile of(TorchModel model, Path path, boolean isModel) {
    return new AdapterFile(
        path, model.tensors(), model.notes(), isModel, model::requireUnchanged, model::close);
  }

  /** True if {@code place} holds an adapter's own file. */
  static boolean exists(Path place) {
    return Files.exists(place.resolve(LoraAdapter.WEIGHTS)) || Files.exists(place.resolve(PICKLE));
  }

  @Override
  public Path directory() {
    Path parent = path.getParent();
    return model || parent == null ? path : parent;
  }

  /**
   * The configuration in {@code place} or beside the shards; else what the shapes of the factors
   * and verl's file say.
   *
   * @param alpha replaces the configured one
   * @throws BadDataException if nothing says lora_alpha
   */
  LoraConfig config(Path place, OptionalDouble alpha) {
    return Stream.of(place, path, path.resolve("huggingface"), path.resolve("lora_adapter"))
        .filter(folder -> !model || Files.exists(folder.resolve(LoraConfig.NAME)))
        .findFirst()
        .map(folder -> LoraConfig.read(folder, alpha))
        .orElseGet(() -> ofShapes(alpha));
  }

  private LoraConfig ofShapes(OptionalDouble given) {
    Path meta = path.resolve(META);
    JsonNode said = Files.exists(meta) ? Json.read(meta) : JsonNodeFactory.instance.objectNode();
    double alpha = given.orElseGet(() -> said.path("lora_alpha").asDouble(0));
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw BadDataException.of(
              "%s: holds a LoRA adapter inside the model, whose lora_alpha is neither in the"
                  + " weights nor in an %s or %s there; give the lora_alpha of the training",
              path, LoraConfig.NAME, META)
          .in(path, "lora_alpha")
          .as(Defect.MISSING)
          .by(Setting.LORA_ALPHA);
    }
    SequencedMap<String, Long> ranks = ranks();
    String source = given.isPresent() ? "as given" : "from " + META;
    String note =
        "%s: has no %s; the scaling of its %s is lora_alpha / rank, with lora_alpha %s %s"
            .formatted(
                path, LoraConfig.NAME, Wording.count(ranks.size(), "module"), plain(alpha), source);
    return new LoraConfig(meta, json(ranks, alpha), alpha, List.of(note));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private SequencedMap<String, Long> ranks() {
    SequencedMap<String, Long> ranks = new TreeMap<>();
    tensors.forEach(
        (name, tensor) -> {
          Matcher factor = FACTOR.matcher(name);
          if (factor.matches() && tensor.isMatrix()) {
            ranks.put(factor.group(1), tensor.shape().getFirst());
          }
        });
    return ranks;
  }

  private static JsonNode json(SequencedMap<String, Long> ranks, double alpha) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("peft_type", "LORA");
    json.put("lora_alpha", alpha);
    long first = ranks.isEmpty() ? 1 : ranks.firstEntry().getValue();
    json.put("r", first);
    ObjectNode patterns = json.putObject("rank_pattern");
    ranks.forEach(
        (name, rank) -> {
          if (rank != first) {
            patterns.put(Pattern.quote(name), rank);
          }
        });
    TreeSet<String> targets = new TreeSet<>();
    ranks.keySet().forEach(name -> targets.add(name.substring(name.lastIndexOf('.') + 1)));
    targets.forEach(json.putArray("target_modules")::add);
    return json;
  }

  @Override
  public void requireUnchanged() {
    unchanged.run();
  }

  @Override
  public void close() {
    unmap.run();
  }
}
