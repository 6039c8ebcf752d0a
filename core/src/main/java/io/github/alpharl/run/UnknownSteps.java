package io.github.alpharl.run;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.WeightFiles;
import io.github.alpharl.disk.Listing;
import io.github.alpharl.disk.TempNames;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Folders with weights under names that no known trainer gives to steps. */
final class UnknownSteps {

  /** {@code epoch=1-step=10}: its last number. */
  private static final Pattern LAST = Pattern.compile("(.*?)([0-9]{1,18})([^0-9]*)");

  private static final String STEP = "{N}";

  private UnknownSteps() {}

  /** What to do with those in {@code root}, if it has any. */
  static Optional<UsageException> in(Path root) {
    List<String> names =
        Listing.of(root, "*").stream()
            .filter(child -> Files.isDirectory(child) && !TempNames.isTemp(child))
            .filter(UnknownSteps::holdsWeights)
            .map(child -> child.getFileName().toString())
            .toList();
    return names.isEmpty() ? Optional.empty() : Optional.of(ask(root, names));
  }

  private static boolean holdsWeights(Path directory) {
    return RunLayout.allPlaces(directory).stream()
        .anyMatch(
            place -> WeightFiles.exist(place) || Files.exists(place.resolve(LoraAdapter.WEIGHTS)));
  }

  private static UsageException ask(Path root, List<String> names) {
    String found =
        "%s: holds no step of a known name, but weights in %s"
            .formatted(root, Wording.firstFive(names));
    Optional<String> naming = naming(names);
    return naming.isPresent()
        ? UsageException.of(
                "%s; name its steps, as %s where {N} is the step, or for good in %s as {\"steps\":"
                    + " %s}",
                found, Wording.shell(naming.get()), root.resolve("run.json"), inJson(naming.get()))
            .by(Setting.NAMING)
        : UsageException.of(
            "%s; say in %s which step each is, as {\"steps\": {\"10\": %s}}",
            found, root.resolve("run.json"), inJson(names.getFirst()));
  }

  /** As it must stand in a document, quotation marks and all. */
  private static String inJson(String name) {
    return TextNode.valueOf(name).toString();
  }

  /**
   * The pattern of most names; of names that also differ elsewhere, with * there. A number in one
   * name alone may be anything, as the ranks of a world.
   */
  private static Optional<String> naming(Collection<String> names) {
    Optional<String> plain = mostCommon(names, before -> before);
    Optional<String> loose = mostCommon(names, before -> before.replaceAll("[0-9]+", "*"));
    return plain
        .filter(one -> fitting(names, one) == fitting(names, loose.orElse(one)))
        .or(() -> loose)
        .filter(one -> fitting(names, one) > 1);
  }

  private static Optional<String> mostCommon(
      Collection<String> names, UnaryOperator<String> before) {
    Map<String, Long> counts =
        names.stream()
            .map(LAST::matcher)
            .filter(Matcher::matches)
            .map(name -> before.apply(name.group(1)) + STEP + name.group(3))
            .collect(Collectors.groupingBy(name -> name, TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .max(Comparator.comparingLong(Map.Entry::getValue))
        .map(Map.Entry::getKey);
  }

  private static long fitting(Collection<String> names, String naming) {
    RunLayout layout = RunLayout.called(naming);
    return names.stream().filter(name -> layout.match(name).isPresent()).count();
  }
}
