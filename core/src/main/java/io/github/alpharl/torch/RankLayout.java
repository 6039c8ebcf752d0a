package io.github.alpharl.torch;

import static io.github.alpharl.torch.TorchLayout.Kind.RANKS;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The files of the ranks of verl or accelerate: by their names, all of one world. */
final class RankLayout {

  /** Such as {@code model_world_size_8_rank_3.pt}. */
  private static final Pattern VERL =
      Pattern.compile("model_world_size_(\\d{1,6})_rank_(\\d{1,6})\\.pt");

  /** Such as {@code pytorch_model_fsdp_0_rank3.bin}, whose world is not named. */
  private static final Pattern ACCELERATE =
      Pattern.compile("pytorch_model_fsdp(?:_0)?_rank()(\\d{1,6})\\.bin");

  private static final String CONFIG = "fsdp_config.json";

  private final Path folder;
  private final SortedMap<Integer, SortedMap<Integer, Path>> worlds = new TreeMap<>();

  private RankLayout(Path folder) {
    this.folder = folder;
  }

  static Optional<TorchLayout> in(Path folder, List<String> names) {
    RankLayout layout = new RankLayout(folder);
    names.forEach(layout::add);
    return layout.worlds.isEmpty() ? Optional.empty() : Optional.of(layout.check());
  }

  private void add(String name) {
    for (Pattern pattern : List.of(VERL, ACCELERATE)) {
      Matcher matcher = pattern.matcher(name);
      if (matcher.matches()) {
        int world = matcher.group(1).isEmpty() ? 0 : Integer.parseInt(matcher.group(1));
        int rank = Integer.parseInt(matcher.group(2));
        worlds.computeIfAbsent(world, _ -> new TreeMap<>()).put(rank, folder.resolve(name));
      }
    }
  }

  private TorchLayout check() {
    if (worlds.size() > 1) {
      return TorchLayout.unsupported(
          RANKS,
          folder,
          "holds files of ranks of several world sizes "
              + worlds.keySet()
              + "; remove those of the run that is out of date");
    }
    SortedMap<Integer, Path> ranks = worlds.get(worlds.firstKey());
    int world = worlds.firstKey() == 0 ? ranks.lastKey() + 1 : worlds.firstKey();
    int said = saidWorld().orElse(world);
    if (said != world) {
      return TorchLayout.unsupported(
          RANKS,
          folder,
          CONFIG
              + " says world_size "
              + said
              + ", the files' names say "
              + world
              + "; keep those of one run");
    }
    List<Path> files = new ArrayList<>(ranks.values());
    List<String> missing =
        IntStream.range(0, world)
            .filter(rank -> !ranks.containsKey(rank))
            .mapToObj(String::valueOf)
            .toList();
    if (!missing.isEmpty() || ranks.lastKey() >= world) {
      return TorchLayout.incomplete(
          RANKS,
          folder,
          files,
          missing.isEmpty()
              ? "has a rank " + ranks.lastKey() + " of " + world
              : "lacks the files of the ranks " + Wording.firstFive(missing) + " of " + world);
    }
    return Unfinished.check(TorchLayout.complete(RANKS, folder, files));
  }

  private Optional<Integer> saidWorld() {
    Path config = folder.resolve(CONFIG);
    if (!Files.exists(config)) {
      return Optional.empty();
    }
    JsonNode world = Json.read(config).path("world_size");
    return world.isInt() ? Optional.of(world.intValue()) : Optional.empty();
  }
}
