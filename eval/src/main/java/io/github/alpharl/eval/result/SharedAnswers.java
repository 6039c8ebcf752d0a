package io.github.alpharl.eval.result;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The journals of shards, {@code parts/I-of-N.jsonl} in the folder of an evaluation: each holds the
 * answers to one run of neighbouring problems.
 */
final class SharedAnswers {

  /** Such as {@code 3-of-8.jsonl}. */
  private static final Pattern NAME = Pattern.compile("(\\d{1,6})-of-(\\d{1,6})\\.jsonl");

  private final Path folder;

  /** Those of the evaluation in {@code folder}. */
  SharedAnswers(Path folder) {
    this.folder = folder.resolve("parts");
  }

  /**
   * The journal of {@code shard}.
   *
   * @throws UsageException if there are parts of another number of shards
   */
  Path of(Shard shard) {
    for (int count : counts()) {
      if (count != shard.count()) {
        throw UsageException.of(
            "%s: holds answers of %d shards, and this is %s of another number; go on with %d"
                + " shards, or delete the folder to begin anew",
            folder, count, shard, count);
      }
    }
    return journal(shard);
  }

  private Path journal(Shard shard) {
    return folder.resolve(shard.index() + "-of-" + shard.count() + ".jsonl");
  }

  /** Whether {@code problem}, from 0, of so many is of {@code shard}. */
  static boolean isOf(Shard shard, int problem, int problems) {
    long first = (long) problems * (shard.index() - 1) / shard.count();
    long end = (long) problems * shard.index() / shard.count();
    return problem >= first && problem < end;
  }

  private TreeSet<Integer> counts() {
    TreeSet<Integer> counts = new TreeSet<>();
    if (Files.isDirectory(folder)) {
      for (Path part : Listing.of(folder, "*-of-*.jsonl")) {
        Matcher matcher = NAME.matcher(part.getFileName().toString());
        if (matcher.matches()) {
          counts.add(Integer.parseInt(matcher.group(2)));
        }
      }
    }
    return counts;
  }

  /** Adds what all shards answered to {@code whole}; an answer that it has stays. */
  void addTo(Journal whole, String identity, EvaluationRequest request) {
    for (Path part : parts()) {
      SampleIndex index = request.index();
      try (Journal journal = Journal.open(part, identity, index)) {
        for (int p = 0; p < request.benchmark().problems().size(); p++) {
          List<Integer> missing = index.missing(p);
          for (int i : whole.missing(p)) {
            if (!missing.contains(i)) {
              whole.addUnforced(journal.read(p, i));
            }
          }
        }
      }
    }
    whole.force();
  }

  private List<Path> parts() {
    List<Path> parts = new ArrayList<>();
    for (int count : counts()) {
      for (int i = 1; i <= count; i++) {
        Path journal = journal(new Shard(i, count));
        if (Files.isRegularFile(journal)) {
          parts.add(journal);
        }
      }
    }
    return parts;
  }

  /** Names the shards whose problems {@code whole} lacks. */
  UsageException unfinished(Journal whole, EvaluationRequest request) {
    TreeSet<Integer> counts = counts();
    if (counts.isEmpty()) {
      return UsageException.of(
          "%s: %d of %d answers are there and no shards' answers; evaluate in shards first",
          folder, whole.count(), request.total());
    }
    int problems = request.benchmark().problems().size();
    List<String> open = new ArrayList<>();
    for (int i = 1; i <= counts.first(); i++) {
      Shard shard = new Shard(i, counts.first());
      for (int p = 0; p < problems; p++) {
        if (isOf(shard, p, problems) && !whole.missing(p).isEmpty()) {
          open.add(shard.toString());
          break;
        }
      }
    }
    return UsageException.of(
        "%s: the shards %s are not done; run them again, then merge",
        folder, String.join(", ", open));
  }

  /** Deletes the parts, which are merged. */
  void delete() {
    try {
      for (Path part : parts()) {
        Disk.system().delete(part);
      }
      if (Files.isDirectory(folder) && Listing.of(folder, "*").isEmpty()) {
        Disk.system().delete(folder);
      }
    } catch (IOException e) {
      throw Disk.failed("cannot delete", folder, e);
    }
  }
}
