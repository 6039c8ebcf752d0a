package io.github.alpharl.torch.pickle;

import java.util.ArrayList;
import java.util.List;

/** A dict: pairs in the order in which they were set, a key as often as it was. */
public final class Entries implements Node {

  private final List<Node> keys = new ArrayList<>(0);
  private final List<Node> values = new ArrayList<>(0);

  /** Keys and values in turn. */
  void add(List<Node> flat) {
    for (int i = 0; i < flat.size(); i += 2) {
      keys.add(flat.get(i));
      values.add(flat.get(i + 1));
    }
  }

  public int size() {
    return keys.size();
  }

  public Node key(int index) {
    return keys.get(index);
  }

  public Node value(int index) {
    return values.get(index);
  }

  /** The value that was set last for the text {@code key}, or null. */
  Node last(String key) {
    for (int i = keys.size() - 1; i >= 0; i--) {
      if (keys.get(i) instanceof Atom atom && atom.text().filter(key::equals).isPresent()) {
        return values.get(i);
      }
    }
    return null;
  }

  @Override
  public String brief() {
    return "a dict of " + keys.size();
  }
}
