package io.github.alpharl.torch.pickle;

import java.util.Optional;
import java.util.OptionalLong;

/** A value of a pickle. Nodes are compared by identity, as they may hold themselves. */
public sealed interface Node permits Atom, Items, Entries, Global, Made, Stored {

  /** One or a few words for messages, of bounded length. */
  String brief();

  /** The text, if this is one. */
  default Optional<String> text() {
    return Optional.empty();
  }

  /** The integer, if this is one of at most 8 bytes. */
  default OptionalLong integer() {
    return OptionalLong.empty();
  }

  /** True for the call or object of the class {@code name}, such as {@code torch.Size}. */
  default boolean isOf(String name) {
    return false;
  }
}
