package io.github.alpharl.torch.shard;

import io.github.alpharl.torch.tensor.Part;
import io.github.alpharl.torch.tensor.StateDict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** What all files of a folder hold, by the names of the tensors, and what was left out. */
public final class Parts {

  private final SequencedMap<String, List<Part>> byName = new LinkedHashMap<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  void add(String name, Part part) {
    byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(part);
  }

  void addAll(StateDict dict) {
    dict.parts().forEach(this::add);
    leftOut.putAll(dict.leftOut());
  }

  void leaveOut(String name, String reason) {
    leftOut.put(name, reason);
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  boolean has(String name) {
    return byName.containsKey(name);
  }

  /** The parts of each tensor, in the order of the files. */
  public SequencedMap<String, List<Part>> byName() {
    return Collections.unmodifiableSequencedMap(byName);
  }

  /** Names of values that are not read, with the reason. */
  public Map<String, String> leftOut() {
    return Collections.unmodifiableMap(leftOut);
  }

  /** What is odd but harmless. */
  public List<String> notes() {
    return List.copyOf(notes);
  }
}
