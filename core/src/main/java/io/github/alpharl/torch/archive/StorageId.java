package io.github.alpharl.torch.archive;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.torch.pickle.Atom;
import io.github.alpharl.torch.pickle.Global;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import io.github.alpharl.torch.pickle.Stored;
import java.util.List;
import java.util.Map;

/**
 * The persistent id of a storage: {@code ('storage', torch.FloatStorage, '0', 'cpu', 6)}. The
 * device is of no interest.
 *
 * @param type the name of its class, one of {@link #SIZES}
 * @param key decimal digits
 * @param elements their number, at least 0
 */
public record StorageId(String type, String key, long elements) {

  /** Bytes of one element, by the names of torch's classes. */
  private static final Map<String, Integer> SIZES =
      Map.ofEntries(
          Map.entry("FloatStorage", 4),
          Map.entry("DoubleStorage", 8),
          Map.entry("HalfStorage", 2),
          Map.entry("BFloat16Storage", 2),
          Map.entry("LongStorage", 8),
          Map.entry("IntStorage", 4),
          Map.entry("ShortStorage", 2),
          Map.entry("CharStorage", 1),
          Map.entry("ByteStorage", 1),
          Map.entry("BoolStorage", 1),
          Map.entry("ComplexFloatStorage", 8),
          Map.entry("ComplexDoubleStorage", 16),
          Map.entry("UntypedStorage", 1));

  private static final int MAX_KEY = 20;

  /**
   * What {@code stored} names.
   *
   * @throws io.github.alpharl.failure.BadDataException if it is no storage of a known class
   */
  public static StorageId of(Stored stored, Subject subject) {
    List<Node> id = Nodes.sequence(stored.id()).orElse(List.of());
    boolean form =
        (id.size() == 5 || (id.size() == 6 && id.get(5) == Atom.NONE))
            && id.get(0).text().filter("storage"::equals).isPresent();
    subject.require(form, "has a storage of an unknown form");
    String key = id.get(2).text().orElse("");
    subject.require(isKey(key), "has a storage with the key %s", id.get(2).brief());
    long elements = Nodes.size(id.get(4), subject, "number of elements");
    StorageId result = new StorageId(type(id.get(1), subject), key, elements);
    subject.require(elements < (1L << 58), "has a storage of %d elements", elements);
    return result;
  }

  private static String type(Node node, Subject subject) {
    if (node instanceof Global type
        && (type.module().equals("torch") || type.module().equals("torch.storage"))
        && SIZES.containsKey(type.name())) {
      return type.name();
    }
    throw subject.bad("has a storage of the class %s, which is unknown", node.brief());
  }

  private static boolean isKey(String key) {
    return !key.isEmpty()
        && key.length() <= MAX_KEY
        && key.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Bytes of all elements. */
  public long bytes() {
    return elements * SIZES.get(type);
  }
}
