package io.github.alpharl.checkpoint;

import io.github.alpharl.checkpoint.names.TensorNames;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.safetensors.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The output layer of a model, which may be its embedding.
 *
 * @param model whose tensors are known
 */
record OutputHead(HfCheckpoint model) {

  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final String HEAD = "lm_head.weight";

  /**
   * Whether the output layer is the embedding. It is not where the head differs from the embedding
   * that it should be tied to: then both count, as for transformers 5.
   *
   * @param notes where such a difference is said
   * @param remove takes the name of a head that is an equal copy
   */
  boolean isTied(Consumer<String> notes, Consumer<String> remove) {
    Tensor head = only(TensorNames::isHead);
    return model.config().tied(head != null) && !isItsOwn(head, notes, remove);
  }

  private boolean isItsOwn(Tensor head, Consumer<String> notes, Consumer<String> remove) {
    Tensor embedding = only(TensorNames::isEmbedding);
    if (head == null || embedding == null || !model.config().tied(true)) {
      return false;
    }
    if (model.areEqual(head, embedding)) {
      remove.accept(head.name());
      return false;
    }
    notes.accept(
        model.directory()
            + ": config.json ties the embeddings, but '"
            + head.name()
            + "' differs from '"
            + embedding.name()
            + "': both count, as in transformers 5 (earlier ones tie them)");
    return true;
  }

  /** Refuses a causal model that has neither a head nor tied embeddings. */
  void require(boolean tied) {
    boolean embeds = model.tensors().containsKey(EMBEDDING);
    if (!tied
        && embeds
        && only(TensorNames::isHead) == null
        && model.config().writesText("ForCausalLM")) {
      throw BadDataException.of(
              "%s: there is no '%s' although config.json does not tie the embeddings;"
                  + " set \"tie_word_embeddings\": true if it was trained so, else the file is"
                  + " incomplete",
              model.directory(), HEAD)
          .in(model.directory(), HEAD)
          .as(Defect.MISSING);
    }
  }

  /** True for factors of a tied head that are those of the embedding, the other way round. */
  boolean hasFactors(String module, AdapterParts.Part part, AdapterParts all) {
    return isTiedTo(module + ".weight")
        && all.parts.values().stream()
            .filter(other -> other.embedding)
            .anyMatch(
                other ->
                    Adapted.isCopy(Adapted.turned(other.b), part.a)
                        && Adapted.isCopy(Adapted.turned(other.a), part.b));
  }

  /** True for a tied head that was saved beside the embedding, which it equals. */
  boolean isTrained(String name, Tensor trained, AdapterParts all) {
    return isTiedTo(name)
        && all.whole.entrySet().stream()
            .filter(other -> TensorNames.isEmbedding(TensorNames.canonical(other.getKey())))
            .anyMatch(other -> Adapted.isCopy(other.getValue(), trained));
  }

  /** True for a tied head that is the embedding of this model. */
  boolean isCopy(String name, Tensor trained) {
    return isTiedTo(name)
        && model.tensors().values().stream()
            .filter(tensor -> TensorNames.isEmbedding(TensorNames.canonical(tensor.name())))
            .anyMatch(tensor -> Adapted.isCopy(tensor, trained));
  }

  private boolean isTiedTo(String name) {
    return model.tied() && TensorNames.isHead(TensorNames.canonical(name));
  }

  private Tensor only(Predicate<String> isSo) {
    List<Tensor> found =
        model.tensors().values().stream()
            .filter(tensor -> isSo.test(TensorNames.canonical(tensor.name())))
            .toList();
    return found.size() == 1 ? found.getFirst() : null;
  }
}
