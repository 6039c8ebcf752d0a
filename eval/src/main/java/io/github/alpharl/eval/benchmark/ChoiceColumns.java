package io.github.alpharl.eval.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The choices of a row where they have columns of their own.
 *
 * @param texts in the row's order
 * @param labels what the row calls each, such as "A" or "1"; empty where it says nothing
 * @param rightFirst whether the first is the right one, as GPQA publishes them
 */
record ChoiceColumns(List<String> texts, List<String> labels, boolean rightFirst) {

  private static final List<String> LISTS = List.of("choices", "options", "endings", "candidates");

  /** Names of single columns; # is A, B, … or 1, 2, … */
  private static final List<String> SINGLES =
      List.of("#", "option#", "choice#", "op#", "ending#", "answer#");

  private static final List<String> GPQA =
      List.of("correctanswer", "incorrectanswer1", "incorrectanswer2", "incorrectanswer3");

  /** The choices of {@code row}; empty where no column looks like choices. */
  static Optional<ChoiceColumns> of(RowFields row) {
    List<String> gpqa = GPQA.stream().flatMap(n -> row.text(List.of(n)).stream()).toList();
    if (gpqa.size() == GPQA.size()) {
      List<String> texts = gpqa.stream().map(String::strip).toList();
      return Optional.of(new ChoiceColumns(texts, List.of(), true));
    }
    return LISTS.stream()
        .map(name -> of(row.get(name)))
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> singles(row));
  }

  private static Optional<ChoiceColumns> of(JsonNode node) {
    List<String> texts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    if (node.isObject() && node.path("text").isArray()) { // ARC: {"text": [...], "label": [...]}
      node.path("text").forEach(text -> texts.add(text.asText()));
      node.path("label").forEach(label -> labels.add(label.asText()));
    } else if (node.isObject()) { // {"A": "...", "B": "..."}
      node.properties().forEach(e -> add(e.getKey(), e.getValue(), labels, texts));
    } else {
      node.forEach(item -> addItem(item, labels, texts));
    }
    boolean complete = texts.size() >= 2 && (labels.isEmpty() || labels.size() == texts.size());
    return complete
        ? Optional.of(new ChoiceColumns(List.copyOf(texts), List.copyOf(labels), false))
        : Optional.empty();
  }

  private static void add(String label, JsonNode text, List<String> labels, List<String> texts) {
    if (text.isValueNode() && !text.isNull()) {
      labels.add(label);
      texts.add(text.asText());
    }
  }

  /** "text", or {"label": "A", "text": "..."} */
  private static void addItem(JsonNode item, List<String> labels, List<String> texts) {
    if (item.isObject()) {
      RowFields fields = new RowFields(item);
      fields.text(List.of("label", "key", "id")).ifPresent(labels::add);
      fields.text(List.of("text", "content", "value", "answer")).ifPresent(texts::add);
    } else if (!item.isNull()) {
      texts.add(item.asText());
    }
  }

  private static Optional<ChoiceColumns> singles(RowFields row) {
    for (String name : SINGLES) {
      for (char first : new char[] {'a', '1', '0'}) {
        List<String> texts = singles(row, name, first);
        if (texts.size() >= 2 && (name.length() > 1 || isLetter(row.answers()))) {
          List<String> labels = labels(first, texts.size());
          return Optional.of(new ChoiceColumns(texts, labels, false));
        }
      }
    }
    return Optional.empty();
  }

  /** Columns a, b, c alone may be numbers of an equation. */
  private static boolean isLetter(List<String> answers) {
    return answers.size() == 1 && answers.getFirst().strip().matches("\\(?[A-Za-z]\\)?");
  }

  private static List<String> singles(RowFields row, String name, char first) {
    List<String> texts = new ArrayList<>();
    for (char c = first; c < first + 10; c++) {
      Optional<String> text = row.text(List.of(name.replace('#', c)));
      if (text.isEmpty()) {
        break;
      }
      texts.add(text.get());
    }
    return texts;
  }

  private static List<String> labels(char first, int n) {
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      labels.add(String.valueOf((char) (first + i)).toUpperCase(Locale.ROOT));
    }
    return labels;
  }

  /**
   * The place of the choice that {@code gold} names: by its label, a letter or its text.
   *
   * @return empty where it names none, as a number does that is a place
   */
  Optional<Integer> named(String gold) {
    String plain = gold.strip().replaceFirst("^\\((.*)\\)$", "$1"); // (B)
    for (int i = 0; i < labels.size(); i++) {
      if (labels.get(i).equalsIgnoreCase(plain)) {
        return Optional.of(i);
      }
    }
    if (plain.matches("[A-Za-z]")
        && plain.toUpperCase(Locale.ROOT).charAt(0) - 'A' < texts.size()) {
      return Optional.of(plain.toUpperCase(Locale.ROOT).charAt(0) - 'A');
    }
    boolean unique = texts.indexOf(gold) >= 0 && texts.indexOf(gold) == texts.lastIndexOf(gold);
    return unique && !plain.matches("\\d+") ? Optional.of(texts.indexOf(gold)) : Optional.empty();
  }
}
