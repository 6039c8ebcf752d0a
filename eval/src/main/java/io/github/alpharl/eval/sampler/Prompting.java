package io.github.alpharl.eval.sampler;

import java.util.Optional;

/** How a server is given a question. */
public sealed interface Prompting {

  /** As a message of its chat interface, which applies the model's template. */
  record Chat() implements Prompting {}

  /**
   * As text of its completions interface.
   *
   * @param template applied here first; empty for the question alone
   */
  record Plain(Optional<ChatTemplate> template) implements Prompting {

    /** The text that asks {@code question}. */
    String prompt(String question) {
      return template.map(t -> t.prompt(question)).orElse(question);
    }
  }
}
