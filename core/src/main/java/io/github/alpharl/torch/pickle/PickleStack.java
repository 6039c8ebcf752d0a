package io.github.alpharl.torch.pickle;

import io.github.alpharl.failure.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The stack with its marks, and the memo, of one run of the machine. */
final class PickleStack {

  private final Subject subject;
  private final long limit;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Long, Node> memo = new HashMap<>();
  private int[] marks = new int[8];
  private int markCount;
  private long made;

  /**
   * An empty one.
   *
   * @param limit values, marks and memo entries that may be made
   */
  PickleStack(Subject subject, long limit) {
    this.subject = subject;
    this.limit = limit;
  }

  private void count() {
    made++;
    if (made > limit) {
      throw subject.bad("makes more than %d values", limit);
    }
  }

  void push(Node node) {
    count();
    nodes.add(node);
  }

  void mark() {
    count();
    if (markCount == marks.length) {
      marks = Arrays.copyOf(marks, 2 * markCount);
    }
    marks[markCount] = nodes.size();
    markCount++;
  }

  private int floor() {
    return markCount == 0 ? 0 : marks[markCount - 1];
  }

  Node top() {
    if (nodes.size() <= floor()) {
      throw subject.bad("needs a value on its stack, which is empty");
    }
    return nodes.getLast();
  }

  Node pop() {
    top();
    return nodes.removeLast();
  }

  /** The values above the last mark, which are taken off with it. */
  List<Node> popMark() {
    if (markCount == 0) {
      throw subject.bad("has no mark on its stack");
    }
    List<Node> above = nodes.subList(floor(), nodes.size());
    List<Node> copy = new ArrayList<>(above);
    above.clear();
    markCount--;
    return copy;
  }

  /** The only value. */
  Node last() {
    if (nodes.size() != 1 || markCount != 0) {
      throw subject.bad("ends with %d values and %d marks", nodes.size(), markCount);
    }
    return nodes.getFirst();
  }

  void memoize() {
    put(memo.size());
  }

  void put(long index) {
    count();
    if (memo.putIfAbsent(index, top()) != null) {
      throw subject.bad("sets its memo %d twice", index);
    }
  }

  void get(long index) {
    Node node = memo.get(index);
    if (node == null) {
      throw subject.bad("reads its memo %d before it is set", index);
    }
    push(node);
  }
}
