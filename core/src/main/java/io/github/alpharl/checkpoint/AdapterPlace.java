package io.github.alpharl.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * Where trainers leave the adapter of a checkpoint: in its directory, in a folder of the adapter's
 * name (PEFT), or beside whole weights that are still the base's (verl's {@code lora_adapter},
 * prime-rl's {@code lora_adapters}), where it counts before them.
 */
final class AdapterPlace {

  private static final List<String> BESIDE_WEIGHTS =
      List.of(
          "lora_adapter",
          "lora_adapters",
          "actor/lora_adapter",
          "actor/huggingface/lora_adapter",
          "huggingface/lora_adapter");

  private AdapterPlace() {}

  /**
   * The directory of the adapter that {@code checkpoint} is, if it is one.
   *
   * @param name which one where there are several; empty for the only one
   * @throws BadDataException if there are several and no name, or none of that name
   */
  static Optional<Path> find(Path checkpoint, Optional<String> name) {
    List<Path> all = all(checkpoint, name);
    if (name.isPresent()) {
      return Optional.of(named(checkpoint, all, name.get()));
    }
    if (all.size() > 1 && !isPlain(all.getFirst(), checkpoint)) {
      throw BadDataException.of(
              "%s: holds several adapters (%s); choose one by its name: give its folder, of every step"
                  + " of a run in a run.json, as {\"steps\": {\"10\": \"%s/%s\"}}",
              checkpoint,
              String.join(", ", names(all)),
              checkpoint.getFileName(),
              checkpoint.relativize(all.getFirst()))
          .in(checkpoint)
          .as(Defect.UNSUPPORTED);
    }
    return all.stream().findFirst();
  }

  /** Names of further adapters in folders of {@code adapter}, which do not count. */
  static List<String> others(Path adapter) {
    return names(children(adapter));
  }

  /**
   * Its own adapter, else those beside the weights, else those in folders of their names, else one
   * inside the shards of its model.
   */
  private static List<Path> all(Path checkpoint, Optional<String> name) {
    boolean own = isAdapter(checkpoint) && !WeightFiles.exist(checkpoint);
    List<Path> places = new ArrayList<>(own ? List.of(checkpoint) : List.of());
    nested(checkpoint).filter(AdapterPlace::isAdapter).findFirst().ifPresent(places::add);
    if (places.isEmpty() || name.isPresent()) {
      nested(checkpoint).map(AdapterPlace::children).forEach(places::addAll);
      if (!WeightFiles.exist(checkpoint) || name.isPresent()) {
        places.addAll(children(checkpoint));
      }
      places.stream().map(AdapterPlace::children).toList().forEach(places::addAll);
    }
    if (places.isEmpty()
        && !WeightFiles.exist(checkpoint)
        && TorchModel.adapterLayout(checkpoint).isPresent()) {
      places.add(checkpoint);
    }
    return places.stream().distinct().toList();
  }

  private static Stream<Path> nested(Path checkpoint) {
    Stream<Path> beside =
        checkpoint.endsWith("huggingface")
            ? Stream.of(checkpoint.resolveSibling("lora_adapter"))
            : Stream.of();
    return Stream.concat(beside, BESIDE_WEIGHTS.stream().map(checkpoint::resolve));
  }

  private static List<Path> children(Path directory) {
    return Files.isDirectory(directory)
        ? Listing.of(directory, "*").stream()
            .filter(child -> isAdapter(child) && !isNested(child))
            .toList()
        : List.of();
  }

  private static boolean isNested(Path child) {
    String name = child.getFileName().toString();
    return BESIDE_WEIGHTS.contains(name) || name.endsWith("_init");
  }

  private static boolean isPlain(Path found, Path checkpoint) {
    return found.equals(checkpoint) || isNested(found);
  }

  private static boolean isAdapter(Path directory) {
    return Files.exists(directory.resolve(LoraConfig.NAME));
  }

  private static Path named(Path checkpoint, List<Path> all, String name) {
    return all.stream()
        .filter(path -> path.endsWith(name))
        .findFirst()
        .or(() -> all.stream().filter(path -> isPlain(path, checkpoint)).findFirst())
        .orElseThrow(
            () ->
                BadDataException.of(
                        "%s: holds no adapter '%s'; there are %s",
                        checkpoint, name, all.isEmpty() ? "none" : String.join(", ", names(all)))
                    .in(checkpoint)
                    .as(Defect.MISSING));
  }

  private static List<String> names(List<Path> places) {
    return places.stream().map(place -> place.getFileName().toString()).sorted().toList();
  }

  /** The {@code lora_alpha} that verl trained with, which its merger does not always write. */
  static OptionalDouble trainedAlpha(Path adapter) {
    Path place = adapter.toAbsolutePath().normalize();
    for (int up = 0; up < 3 && place != null; up++, place = place.getParent()) {
      Path meta = place.resolve(AdapterFile.META);
      if (Files.exists(meta)) {
        JsonNode alpha = Json.read(meta).path("lora_alpha");
        return alpha.isNumber() && alpha.doubleValue() > 0
            ? OptionalDouble.of(alpha.doubleValue())
            : OptionalDouble.empty();
      }
    }
    return OptionalDouble.empty();
  }

  /** The adapter as it was before training, such as {@code pissa_init}, beside {@code adapter}. */
  static Optional<Path> initial(Path adapter) {
    Path around = adapter.toAbsolutePath().normalize().getParent();
    return Stream.of("pissa_init", "olora_init", "corda_init", "lora_ga_init", "initial_adapter")
        .flatMap(name -> Stream.of(adapter.resolve(name), around.resolve(name)))
        .filter(AdapterFile::exists)
        .findFirst();
  }
}
