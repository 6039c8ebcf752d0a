package io.github.alpharl.torch.pickle;

import java.util.List;

/** What a call or a new object would have been; never called, never made. */
public final class Made implements Node {

  private final Node function;
  private final Items arguments;
  private final Entries named;
  private Node state;
  private Entries entries;
  private Items items;

  Made(Node function, Items arguments, Entries named) {
    this.function = function;
    this.arguments = arguments;
    this.named = named;
  }

  /** The call of {@code function} with the arguments of {@code other}. */
  public static Made call(Global function, Items arguments) {
    return new Made(function, arguments, null);
  }

  /** The function or class, normally a {@link Global}. */
  public Node function() {
    return function;
  }

  /** Its arguments by position. */
  public List<Node> arguments() {
    return arguments.values();
  }

  /** What was set on it afterwards, or null. */
  public Node state() {
    return state;
  }

  Entries named() {
    return named;
  }

  /** Its pairs as a kind of dict, or null. */
  public Entries entries() {
    return entries;
  }

  /** Its elements as a kind of list, or null. */
  public Items items() {
    return items;
  }

  boolean build(Node newState) {
    boolean first = state == null;
    state = newState;
    return first;
  }

  void addEntries(List<Node> flat) {
    if (entries == null) {
      entries = new Entries();
    }
    entries.add(flat);
  }

  void addItems(List<Node> more) {
    if (items == null) {
      items = new Items(Items.Kind.LIST, List.of());
    }
    items.add(more);
  }

  @Override
  public boolean isOf(String name) {
    return function instanceof Global global
        && name.startsWith(global.module())
        && name.equals(global.fullName());
  }

  @Override
  public String brief() {
    return function.brief();
  }
}
