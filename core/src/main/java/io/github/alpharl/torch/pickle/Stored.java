package io.github.alpharl.torch.pickle;

/** A persistent id: what it names lies outside the pickle. */
public final class Stored implements Node {

  private final Node id;

  Stored(Node id) {
    this.id = id;
  }

  public Node id() {
    return id;
  }

  @Override
  public String brief() {
    return "a persistent id";
  }
}
