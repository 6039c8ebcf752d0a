package io.github.alpharl.watch;

import io.github.alpharl.watch.metric.Remark;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What a live watch noted: each sentence is told once, one that counts again at ten times more. */
final class NoteBook {

  private static final int KEPT = 1000;

  private final Map<String, String> notes = new LinkedHashMap<>();
  private final Map<String, Long> told = new LinkedHashMap<>();
  private final Consumer<String> listener;

  NoteBook(Consumer<String> listener) {
    this.listener = listener;
  }

  /** Takes in a sentence. */
  void add(String note) {
    add(note, note, 1);
  }

  /** Takes in a sentence whose number may have grown. */
  void add(Remark remark) {
    add(remark.sentence(), remark.text(), remark.count());
  }

  private void add(String about, String text, long count) {
    if (notes.size() >= KEPT && !notes.containsKey(about)) {
      return;
    }
    notes.put(about, text);
    Long before = told.get(about);
    if (before == null || count >= 10 * before) {
      told.put(about, count);
      listener.accept(text);
    }
  }

  /** All notes, with their newest numbers. */
  List<String> list() {
    return List.copyOf(notes.values());
  }
}
