package io.github.alpharl.broadcast;

import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.FileState;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.ShardIndex;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A version that slime wrote as differences ({@code update_weight_mode = delta}): a folder in the
 * form of a model, whose tensors are compressed differences and whose index says from what.
 *
 * <p>Source: slime, update_weight_from_disk_delta.py and sglang.srt.weight_sync.disk_delta.
 *
 * @param folder {@code weight_v000007}
 * @param version its number
 * @param from the number of the version before; 0 is the model that training began from
 * @param encoding of the differences
 * @param checksum the name of the sums that the whole tensors must have; "" for none
 */
public record Difference(Path folder, long version, long from, Encoding encoding, String checksum) {

  private static final String ENCODING = "delta_encoding";
  private static final String PREFIX = "weight_v";

  /** How a tensor's new bytes follow from the old ones. */
  public enum Encoding {
    /** They are the old ones, exclusive-or the difference. */
    XOR,
    /** Some are replaced: their number, their places, their values. */
    OVERWRITE
  }

  /**
   * What {@code folder} says of itself, if it holds differences.
   *
   * @throws BadDataException if they are of a kind that is not known
   */
  public static Optional<Difference> in(Path folder) {
    Map<String, String> said = ShardIndex.metadata(folder);
    if (!ShardIndex.isDifference(said)) {
      return Optional.empty();
    }
    require(folder, said, "compression_format", List.of("zstd"), "zstd");
    String encoding = require(folder, said, ENCODING, List.of("xor", "overwrite"), "");
    long version = number(folder, said, "version");
    long from = number(folder, said, "base_version");
    if (from >= version) {
      throw bad(folder, "base_version", "is " + from + ", which does not come before " + version);
    }
    return Optional.of(
        new Difference(
            folder,
            version,
            from,
            encoding.equals("xor") ? Encoding.XOR : Encoding.OVERWRITE,
            said.getOrDefault("checksum_format", "")));
  }

  private static String require(
      Path folder, Map<String, String> said, String key, List<String> known, String usual) {
    String value = said.getOrDefault(key, usual);
    if (!known.contains(value)) {
      throw bad(folder, key, "is '" + value + "', expected " + String.join(" or ", known));
    }
    return value;
  }

  private static long number(Path folder, Map<String, String> said, String key) {
    String text = said.getOrDefault(key, "");
    if (!text.matches("[0-9]{1,18}")) { // "000007"
      throw bad(folder, key, "is '" + text + "', expected a version's number such as 000007");
    }
    return Long.parseLong(text);
  }

  private static BadDataException bad(Path folder, String key, String what) {
    return BadDataException.of(
            "%s: holds differences, not weights, and their %s %s; let slime write full weights"
                + " (update_weight_mode full)",
            folder, key, what)
        .in(folder, key)
        .as(Defect.UNSUPPORTED);
  }

  /**
   * The folder of the version that it begins from; empty for the model that training began from.
   */
  public Optional<Path> before() {
    if (from == 0) {
      return Optional.empty();
    }
    String digits = folder.getFileName().toString().replaceFirst("^" + PREFIX, "");
    return Optional.of(
        folder.resolveSibling(PREFIX + String.format("%0" + digits.length() + "d", from)));
  }

  /**
   * Returns if the version before is at hand, so far as one look tells.
   *
   * @throws BadDataException naming its folder
   */
  public void requireBefore() {
    Optional<Path> missing = before().filter(place -> !Files.isDirectory(place));
    if (missing.isPresent()) {
      throw BadDataException.of(
              "%s: holds differences from version %d, and %s is not there; keep all versions from"
                  + " the first on, or let slime write full weights",
              folder, from, missing.get())
          .in(folder)
          .as(Defect.MISSING);
    }
  }

  /** The files with the differences; none if nothing changed. */
  List<SafetensorsFile> open() {
    return switch (WeightFiles.locate(folder)) {
      case WeightFiles.Single single -> List.of(SafetensorsFile.open(single.file()));
      case WeightFiles.Sharded sharded ->
          ShardIndex.read(sharded.index()).shards().stream().map(SafetensorsFile::open).toList();
      case WeightFiles.Torch _ -> throw bad(folder, ENCODING, "stands beside torch's files");
    };
  }

  /** What shows that it was written again. */
  String stamp() {
    Map<String, String> files = new TreeMap<>();
    for (Path file : Listing.of(folder, "*.{safetensors,json}")) {
      files.put(file.getFileName().toString(), FileState.of(file).toString());
    }
    return files.toString();
  }
}
