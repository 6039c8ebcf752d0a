package io.github.alpharl.torch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.IntStream;

/**
 * What the names of safetensors shards say: each rank S has files 1 to n. How many ranks there were
 * is written nowhere.
 */
final class HfShardNames {

  private static final int MOST = 100_000;

  private HfShardNames() {}

  /** Which file is missing by the names of {@code files}, if one is. */
  static Optional<String> missing(List<Path> files) {
    Map<Integer, TreeSet<Integer>> partsOfRank = new TreeMap<>();
    NavigableMap<Integer, Integer> countOfRank = new TreeMap<>();
    for (Path file : files) {
      Matcher name = TorchLayouts.HF_SHARD.matcher(file.getFileName().toString());
      if (name.matches()) {
        int rank = Integer.parseInt(name.group(1));
        partsOfRank
            .computeIfAbsent(rank, _ -> new TreeSet<>())
            .add(Integer.parseInt(name.group(2)));
        countOfRank.merge(rank, Integer.parseInt(name.group(3)), Math::max);
      }
    }
    int last = countOfRank.lastKey();
    return IntStream.rangeClosed(1, Math.min(last, MOST))
        .mapToObj(rank -> missing(rank, partsOfRank.get(rank), countOfRank.get(rank)))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> missing(int rank, Set<Integer> parts, Integer count) {
    if (parts == null) {
      return Optional.of("lacks all files of shard " + rank);
    }
    return IntStream.rangeClosed(1, Math.min(count, MOST))
        .filter(part -> !parts.contains(part))
        .mapToObj(part -> "lacks file " + part + " of " + count + " of shard " + rank)
        .findFirst();
  }
}
