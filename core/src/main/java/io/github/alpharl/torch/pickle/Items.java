package io.github.alpharl.torch.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A tuple, a list or a set. */
public final class Items implements Node {

  /** Which of them. */
  public enum Kind {
    TUPLE,
    LIST,
    SET
  }

  private static final int SHOWN = 8;

  static final Items EMPTY_TUPLE = new Items(Kind.TUPLE, List.of());

  private final Kind kind;
  private List<Node> values;

  Items(Kind kind, List<Node> values) {
    this.kind = kind;
    this.values = values;
  }

  static Items tuple(Node... values) {
    return new Items(Kind.TUPLE, List.of(values));
  }

  void add(List<Node> more) {
    if (values.isEmpty()) {
      values = new ArrayList<>(more);
    } else {
      values.addAll(more);
    }
  }

  public Kind kind() {
    return kind;
  }

  /** The elements in their order. */
  public List<Node> values() {
    return Collections.unmodifiableList(values);
  }

  @Override
  public String brief() {
    boolean numbers = values.stream().limit(SHOWN + 1).allMatch(v -> v.integer().isPresent());
    return numbers && values.size() <= SHOWN
        ? values.stream().map(v -> v.integer().getAsLong()).toList().toString()
        : "a " + kind.name().toLowerCase(java.util.Locale.ROOT) + " of " + values.size();
  }
}
