package io.github.alpharl.torch.tensor;

import static java.util.Comparator.comparing;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.torch.archive.TorchFile;
import io.github.alpharl.torch.pickle.Entries;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The named tensors of one file.
 *
 * @param parts by name, in the file's order
 * @param leftOut names of what is no dense tensor, with the reason
 */
public record StateDict(SequencedMap<String, Part> parts, Map<String, String> leftOut) {

  /** Keys under which trainers put the state dict of the model, the first that is there counts. */
  private static final List<String> HOMES =
      List.of(
          "state_dict", "model", "module", "model_state_dict", "app", "state", "actor", "policy");

  private static final int MOST_HOMES = 3;

  /** Such as {@code ema}: what needs no quotes in a command. */
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_.-]{1,99}");

  private static final String ADVICE =
      "a dict of names and tensors is read: save it as torch.save(model.state_dict(), FILE)";

  /**
   * The tensors of {@code file}: of its root, or of the dict that well-known keys lead to.
   *
   * @throws io.github.alpharl.failure.BadDataException if there is no dict, or a tensor is damaged
   */
  public static StateDict of(TorchFile file) {
    Subject subject = file.subject();
    Subject form = new Subject(subject.file(), subject.part(), ADVICE);
    StateDict result = new StateDict(new LinkedHashMap<>(), new LinkedHashMap<>());
    Entries entries = result.home(file.root(), form);
    TensorForms forms = new TensorForms(file.storages());
    for (int i = 0; i < entries.size(); i++) {
      Node key = entries.key(i);
      String name = key.text().orElseThrow(() -> form.bad("has the key %s, no name", key.brief()));
      result.add(name, entries.value(i), forms, subject);
    }
    return result;
  }

  private Entries home(Node root, Subject form) {
    Node node = root;
    for (int i = 0; i < MOST_HOMES && !holdsTensors(node); i++) {
      Node outer = node;
      Optional<String> home =
          HOMES.stream()
              .filter(key -> Nodes.field(outer, key).flatMap(Nodes::entries).isPresent())
              .min(comparing(key -> !holdsTensors(Nodes.field(outer, key).orElseThrow())));
      List<String> others =
          dictsOfTensors(outer).filter(key -> home.filter(key::equals).isEmpty()).toList();
      if (home.isEmpty() && !others.isEmpty()) {
        throw elsewhere(others, form);
      }
      home.ifPresent(
          key ->
              others.forEach(
                  other ->
                      leftOut.put(
                          other, "holds other tensors; those under '" + key + "' are read")));
      node = home.flatMap(key -> Nodes.field(outer, key)).orElse(outer);
    }
    return Nodes.entries(node)
        .orElseThrow(() -> form.bad("holds %s and no state dict", root.brief()));
  }

  /** The keys of dicts that hold tensors. */
  private static Stream<String> dictsOfTensors(Node node) {
    Entries entries = Nodes.entries(node).orElse(null);
    return IntStream.range(0, entries == null ? 0 : entries.size())
        .filter(i -> holdsTensors(entries.value(i)))
        .mapToObj(i -> entries.key(i).text())
        .flatMap(Optional::stream);
  }

  private static BadDataException elsewhere(List<String> keys, Subject form) {
    String key = keys.getFirst();
    String what =
        "holds tensors only under " + Wording.firstFive(keys) + ", no usual key of a model";
    return keys.size() <= MOST_HOMES && WORD.matcher(key).matches()
        ? TorchFile.convertible(
            what, "torch.load(sys.argv[1], map_location='cpu')['" + key + "']", form)
        : form.bad("%s", what);
  }

  private static boolean holdsTensors(Node node) {
    Entries entries = Nodes.entries(node).orElse(null);
    for (int i = 0; entries != null && i < entries.size(); i++) {
      if (TensorForms.isTensor(entries.value(i))) {
        return true;
      }
    }
    return false;
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
