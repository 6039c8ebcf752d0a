package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.torch.archive.TorchFile;
import io.github.alpharl.torch.pickle.Entries;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * The named tensors of one file.
 *
 * @param parts by name, in the file's order
 * @param leftOut names of what is no dense tensor, with the reason
 */
public record StateDict(SequencedMap<String, Part> parts, Map<String, String> leftOut) {

  /** Keys under which trainers put the state dict of the model, the first that is there counts. */
  private static final List<String> HOMES =
      List.of("state_dict", "model", "module", "model_state_dict");

  /**
   * The tensors of {@code file}: of its root, or of the dict that one well-known key holds.
   *
   * @throws io.github.alpharl.failure.BadDataException if there is no dict, or a tensor is damaged
   */
  public static StateDict of(TorchFile file) {
    Subject subject = file.subject();
    Entries entries =
        home(
            file.root(),
            Nodes.entries(file.root())
                .orElseThrow(() -> subject.bad("holds %s and no state dict", file.root().brief())));
    StateDict result = new StateDict(new LinkedHashMap<>(), new LinkedHashMap<>());
    TensorForms forms = new TensorForms(file.storages());
    for (int i = 0; i < entries.size(); i++) {
      Node key = entries.key(i);
      String name =
          key.text().orElseThrow(() -> subject.bad("has the key %s, no name", key.brief()));
      result.add(name, entries.value(i), forms, subject);
    }
    return result;
  }

  private static Entries home(Node root, Entries entries) {
    for (int i = 0; i < entries.size(); i++) {
      if (TensorForms.isTensor(entries.value(i))) {
        return entries;
      }
    }
    return HOMES.stream()
        .flatMap(key -> Nodes.field(root, key).flatMap(Nodes::entries).stream())
        .findFirst()
        .orElse(entries);
  }

  private void add(String name, Node value, TensorForms forms, Subject subject) {
    Subject tensor = subject.part("'" + name + "'");
    forms
        .whyNot(value)
        .ifPresentOrElse(
            reason -> leftOut.put(name, reason),
            () ->
                tensor.require(
                    parts.putIfAbsent(name, forms.read(value, tensor)) == null, "is there twice"));
  }
}
