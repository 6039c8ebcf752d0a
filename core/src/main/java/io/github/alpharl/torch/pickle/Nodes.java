package io.github.alpharl.torch.pickle;

import io.github.alpharl.failure.Subject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions about nodes; each looks at one level. */
public final class Nodes {

  private static final long MAX_SIZE = 1L << 62;
  private static final int MAX_DIMENSIONS = 64;
  private static final Entries NOTHING = new Entries();

  private Nodes() {}

  /** The pairs of a dict or an {@code OrderedDict}. */
  public static Optional<Entries> entries(Node node) {
    return switch (node) {
      case Entries entries -> Optional.of(entries);
      case Made made when isDict(made) ->
          Optional.of(made.entries() == null ? NOTHING : made.entries());
      case null, default -> Optional.empty();
    };
  }

  private static boolean isDict(Made made) {
    return (made.isOf("collections.OrderedDict") && made.arguments().isEmpty())
        || (made.isOf("collections.defaultdict") && made.arguments().size() <= 1);
  }

  /**
   * The value of {@code key} in a dict, or in the state of an object: a dict, or a pair of the
   * object's dict and its slots. The one set last counts, as in Python.
   */
  public static Optional<Node> field(Node node, String key) {
    Node home = node instanceof Made made && made.state() != null ? made.state() : node;
    List<Node> parts =
        home instanceof Items items && items.values().size() == 2 ? items.values() : asList(home);
    Node found = null;
    for (Node part : parts) {
      Node here = entries(part).map(entries -> entries.last(key)).orElse(null);
      found = here == null ? found : here;
    }
    return Optional.ofNullable(found);
  }

  private static List<Node> asList(Node node) {
    return node == null ? List.of() : List.of(node);
  }

  /** The elements of a tuple or list. */
  public static Optional<List<Node>> sequence(Node node) {
    return node instanceof Items items && items.kind() != Items.Kind.SET
        ? Optional.of(items.values())
        : Optional.empty();
  }

  /**
   * The sizes that a tuple, a list or a {@code torch.Size} holds.
   *
   * @throws io.github.alpharl.failure.BadDataException if it is no such, too long, or holds what is
   *     not in [0, 2^62)
   */
  public static List<Long> sizes(Node node, Subject subject, String what) {
    Node inner =
        node instanceof Made made && made.isOf("torch.Size") && made.arguments().size() == 1
            ? made.arguments().getFirst()
            : node;
    List<Node> values =
        sequence(inner)
            .filter(list -> list.size() <= MAX_DIMENSIONS)
            .orElseThrow(() -> subject.bad("has no %s of at most 64 numbers", what));
    return values.stream().map(value -> size(value, subject, what)).toList();
  }

  /** The number in [0, 2^62) that {@code node} is. */
  public static long size(Node node, Subject subject, String what) {
    long value = node == null ? -1 : node.integer().orElse(-1);
    if (value < 0 || value >= MAX_SIZE) {
      throw subject.bad(
          "has %s where its %s is due", node == null ? "nothing" : node.brief(), what);
    }
    return value;
  }

  /** Every persistent id that {@code root} reaches, each node looked at once. */
  public static Collection<Stored> stored(Node root) {
    Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Node> work = new ArrayList<>(List.of(root));
    List<Stored> found = new ArrayList<>();
    while (!work.isEmpty()) {
      Node node = work.removeLast();
      if (node instanceof Atom || !seen.add(node)) {
        continue;
      }
      if (node instanceof Stored stored) {
        found.add(stored);
      }
      addParts(node, work);
    }
    return found;
  }

  private static void addParts(Node node, List<Node> work) {
    switch (node) {
      case Items items -> work.addAll(items.values());
      case Entries entries -> addPairs(entries, work);
      case Made made -> addParts(made, work);
      default -> {}
    }
  }

  private static void addParts(Made made, List<Node> work) {
    work.addAll(made.arguments());
    addPairs(made.named(), work);
    addPairs(made.entries(), work);
    if (made.state() != null) {
      work.add(made.state());
    }
    if (made.items() != null) {
      work.add(made.items());
    }
  }

  private static void addPairs(Entries entries, List<Node> work) {
    for (int i = 0; entries != null && i < entries.size(); i++) {
      work.add(entries.key(i));
      work.add(entries.value(i));
    }
  }
}
