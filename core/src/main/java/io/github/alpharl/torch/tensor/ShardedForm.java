package io.github.alpharl.torch.tensor;

import io.github.alpharl.failure.Subject;
import io.github.alpharl.torch.pickle.Node;
import io.github.alpharl.torch.pickle.Nodes;
import java.util.List;

/**
 * A {@code ShardedTensor}, which FSDP1 writes without a device mesh: the state is (local shards,
 * metadata, group, spec, flag), and each shard names its place.
 */
final class ShardedForm {

  private final TensorForms forms;
  private final Subject subject;

  ShardedForm(TensorForms forms, Subject subject) {
    this.forms = forms;
    this.subject = subject;
  }

  Part read(List<Node> arguments, Node state) {
    List<Node> fields =
        Nodes.sequence(state)
            .filter(list -> list.size() == 5)
            .orElseThrow(() -> subject.bad("has an unknown form of a ShardedTensor"));
    List<Long> whole = Nodes.sizes(arguments.get(2), subject, "shape");
    Node said = Nodes.field(fields.get(1), "size").orElse(null);
    subject.require(
        Nodes.sizes(said, subject, "whole shape").equals(whole), "has two whole shapes");
    List<Node> shards =
        Nodes.sequence(fields.get(0))
            .filter(list -> list.size() <= 1)
            .orElseThrow(() -> subject.bad("has several shards on one rank"));
    return shards.isEmpty() ? Part.none(whole) : shard(whole, shards.getFirst());
  }

  private Part shard(List<Long> whole, Node shard) {
    View local = forms.dense(Nodes.field(shard, "tensor").orElse(null), subject);
    Node metadata = Nodes.field(shard, "metadata").orElse(null);
    List<Long> sizes =
        Nodes.sizes(Nodes.field(metadata, "shard_sizes").orElse(null), subject, "shard sizes");
    subject.require(sizes.equals(local.shape()), "has two sizes of its shard");
    List<Long> start =
        Nodes.sizes(Nodes.field(metadata, "shard_offsets").orElse(null), subject, "shard offsets");
    return Part.at(whole, start, local);
  }
}
