package io.github.alpharl.score;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.score.table.MetricColumn;
import io.github.alpharl.score.table.MetricTable;
import io.github.alpharl.score.table.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Finds the column of a table that holds the scores. */
final class MetricChoice {

  private static final int LISTED = 30;

  // "val-core/gsm8k/acc/mean@4" -> val, core, gsm8k, acc, mean@4; "evalAccuracy" -> eval, Accuracy
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("[^A-Za-z0-9@%]+|(?<=[a-z])(?=[A-Z])");

  // mean@4, pass@1; OpenRLHF's eval_gsm8k_pass1
  private static final Pattern SCORE =
      Pattern.compile("acc|accs|accuracy|accuracies|scores?|rewards?|(mean|pass)@.*|pass[0-9]+");

  /** Words of figures that are about a score and are none: spread, extremes, counts, times. */
  private static final Set<String> ABOUT =
      Set.of(
          "std",
          "stdev",
          "stderr",
          "var",
          "variance",
          "min",
          "max",
          "frac",
          "count",
          "num",
          "kl",
          "coef",
          "coeff",
          "timing",
          "time",
          "seconds",
          "threshold",
          "weight",
          "loss",
          "norm");

  /** Words of a training's own figures; a lone column of these is no score by itself. */
  private static final Set<String> OF_TRAINING =
      Set.of(
          "epoch",
          "lr",
          "rate",
          "entropy",
          "grad",
          "gradient",
          "clip",
          "clipfrac",
          "ratio",
          "length",
          "len",
          "tokens",
          "perplexity",
          "ppl",
          "temperature",
          "memory",
          "index",
          "id");

  // best@4/mean, maj@4/std, worst@4: of several answers, not of one
  private static final Pattern OF_SEVERAL = Pattern.compile("(best|maj|worst|std)@.*");

  private final MetricTable table;
  private final List<MetricColumn> columns;

  MetricChoice(MetricTable table) {
    this.table = table;
    this.columns = table.columns().stream().filter(column -> column.stepRank().isEmpty()).toList();
  }

  /**
   * The column called {@code name}: exactly, else in other case, else after wandb's "RUN - ", else
   * as the end of a name with slashes.
   */
  MetricColumn named(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    List<Predicate<String>> ways =
        List.of(
            found -> found.equals(name),
            found -> lower(found).equals(lower),
            found -> lower(found).endsWith(" - " + lower),
            found -> lower(found).endsWith("/" + lower));
    for (Predicate<String> way : ways) {
      List<MetricColumn> matches =
          table.columns().stream().filter(column -> way.test(column.name())).toList();
      if (matches.size() == 1) {
        return matches.getFirst();
      }
      if (matches.size() > 1) {
        throw UsageException.of(
                "%s: %d columns are called %s: %s; give the whole name of one as the metric",
                table.source(), matches.size(), name, list(matches))
            .by(Setting.METRIC);
      }
    }
    throw UsageException.of("%s has no column %s; it has %s", table.source(), name, list(columns))
        .by(Setting.METRIC);
  }

  /** True if the name of some column says score. */
  boolean hasAny() {
    return !candidates().isEmpty();
  }

  /** The only column whose name says score; columns of equal numbers count as one. */
  MetricColumn only(List<String> notes) {
    List<MetricColumn> matches = candidates();
    List<MetricColumn> different = new ArrayList<>();
    List<MetricColumn> same = new ArrayList<>();
    for (MetricColumn match : matches) {
      boolean known = match.size() > 0 && different.stream().anyMatch(each -> same(each, match));
      (known ? same : different).add(match);
    }
    if (different.size() > 1) {
      throw UsageException.of(
              "%s: %d columns could be the scores: %s; name one as the metric",
              table.source(), different.size(), list(matches))
          .by(Setting.METRIC);
    }
    if (different.isEmpty()) {
      return lone().orElseThrow(this::none);
    }
    if (!same.isEmpty()) {
      notes.add(
          "%s: %s holds the same numbers as %s"
              .formatted(table.source(), list(same), different.getFirst().name()));
    }
    return different.getFirst();
  }

  /** The only column with numbers beside the steps, as "gsm8k", unless its name says otherwise. */
  private Optional<MetricColumn> lone() {
    List<MetricColumn> numbers = columns.stream().filter(column -> column.size() > 0).toList();
    return numbers.size() == 1
        ? numbers.stream().filter(this::mayBeScore).findFirst()
        : Optional.empty();
  }

  private boolean mayBeScore(MetricColumn column) {
    List<String> words = words(column.name());
    return column.odd().isEmpty()
        && words.stream().noneMatch(ABOUT::contains)
        && words.stream().noneMatch(OF_TRAINING::contains)
        && words.stream().noneMatch(word -> OF_SEVERAL.matcher(word).matches());
  }

  /** True if both say the same of every step; TensorBoard gives each value a row of its own. */
  private boolean same(MetricColumn one, MetricColumn two) {
    if (table.steps().isEmpty() || one.size() != two.size()) {
      return one.sameAs(two);
    }
    Points first = Points.of(table, one, Optional.empty());
    Points second = Points.of(table, two, Optional.empty());
    return Arrays.equals(first.steps(), second.steps())
        && Arrays.equals(first.values(), second.values());
  }

  /** Those whose name says score, the shortest first. */
  private List<MetricColumn> candidates() {
    List<MetricColumn> named =
        columns.stream()
            .filter(column -> saysScore(column.name()))
            .sorted(Comparator.comparingInt(column -> column.name().length()))
            .toList();
    List<MetricColumn> withNumbers =
        named.stream().filter(column -> column.size() > 0 || column.notFinite() > 0).toList();
    return withNumbers.isEmpty() ? named : withNumbers;
  }

  private RuntimeException none() {
    if (columns.isEmpty()) {
      return BadDataException.of("%s has no metrics", table.source())
          .in(table.source())
          .as(Defect.MISSING);
    }
    return UsageException.of(
            "%s: no column is called acc, score, mean@, pass@ or reward; name one of %s as the metric",
            table.source(), list(columns))
        .by(Setting.METRIC);
  }

  /** True if the name of a column says that it holds scores. */
  static boolean saysScore(String name) {
    if (name.endsWith("__MIN") || name.endsWith("__MAX")) {
      return false;
    }
    List<String> words = words(name);
    return words.stream().anyMatch(word -> SCORE.matcher(word).matches())
        && words.stream().noneMatch(ABOUT::contains)
        && words.stream().noneMatch(word -> OF_SEVERAL.matcher(word).matches());
  }

  /** True if the name of a column says that it holds percentages. */
  static boolean saysPercent(String name) {
    return name.contains("%")
        || words(name).stream().anyMatch(Set.of("percent", "percentage", "pct")::contains);
  }

  /** True if the name is that of a reward in training, not of held-out problems. */
  static boolean saysTrainingReward(String name) {
    List<String> words = words(name);
    return words.stream().anyMatch(Set.of("reward", "rewards")::contains)
        && words.stream().noneMatch(word -> word.matches("(eval|val|test|valid|validation).*"));
  }

  private static List<String> words(String name) {
    String metric =
        name.substring(Math.max(0, name.lastIndexOf(" - "))); // a run's name says nothing
    return BETWEEN_WORDS.splitAsStream(metric).map(MetricChoice::lower).toList();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** The other columns with numbers, which nobody reads: the steps are none of them. */
  Optional<String> ignored(MetricColumn chosen) {
    List<String> others =
        columns.stream()
            .filter(column -> column != chosen && !column.name().equalsIgnoreCase("samples"))
            .map(MetricColumn::name)
            .toList();
    return others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            others.size() == 1
                ? "the other column is ignored: " + others.getFirst()
                : "the other " + others.size() + " are ignored: " + Wording.firstFive(others));
  }

  private static String list(List<MetricColumn> columns) {
    String first =
        String.join(", ", columns.stream().limit(LISTED).map(MetricColumn::name).toList());
    int more = columns.size() - LISTED;
    return more > 0 ? first + " and " + more + " more" : first;
  }
}
