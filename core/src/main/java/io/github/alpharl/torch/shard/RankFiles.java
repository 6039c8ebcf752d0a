package io.github.alpharl.torch.shard;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.torch.tensor.StateDict;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One file of {@code torch.save} for each rank, as verl and accelerate write them under FSDP: every
 * rank names every tensor and holds its part of it.
 */
public final class RankFiles {

  private RankFiles() {}

  /** Reads the files of all ranks, in their order. */
  public static Parts read(List<Path> ranks, OpenFiles files) {
    Parts parts = new Parts();
    Set<String> names = Set.of();
    for (Path rank : ranks) {
      StateDict dict = SavedFiles.read(rank, files);
      if (rank.equals(ranks.getFirst())) {
        names = dict.parts().keySet();
      } else if (!names.equals(dict.parts().keySet())) {
        throw differ(rank, ranks.getFirst(), dict.parts().keySet(), names);
      }
      parts.addAll(dict);
    }
    return parts;
  }

  private static BadDataException differ(
      Path rank, Path first, Set<String> here, Set<String> there) {
    Set<String> all = new HashSet<>(here);
    all.addAll(there);
    List<String> odd =
        all.stream()
            .filter(name -> here.contains(name) != there.contains(name))
            .sorted()
            .map(Wording::brief)
            .toList();
    return BadDataException.of(
            "%s: holds other tensors than %s, %d of them on one rank only: %s; the files of all ranks"
                + " must be of one step",
            rank, first.getFileName(), odd.size(), Wording.firstFive(odd))
        .in(rank)
        .as(Defect.MISMATCH);
  }
}
