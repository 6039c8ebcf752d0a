package io.github.alpharl.adapter;

import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.names.ModuleTable;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorSource;
import io.github.alpharl.update.Update;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/**
 * Updates of the experts of one stack as PEFT's target_parameters has them: one pair of factors, in
 * which an expert's r rows of A are neighbours and its r columns of B lie apart by the number of
 * experts (PEFT 0.21, {@code ParamWrapper}).
 *
 * @param name of the stack in memory
 * @param stack experts × rows × columns
 * @param updates by the expert's number
 * @param inner whether the module holds another stack that wraps this one
 * @param transposed whether the model multiplies by slices stored as in-features × out-features
 */
record ExpertStack(
    String name, Tensor stack, Map<Integer, Update> updates, boolean inner, boolean transposed) {

  /** The largest rank of an expert's update. */
  int rank() {
    return updates.values().stream().mapToInt(update -> update.left().length).max().orElse(0);
  }

  /** What {@code target_parameters} calls it, in every layer: mlp.experts.gate_up_proj. */
  String target() {
    return ModuleTable.withinLayer(name);
  }

  List<TensorSource> sources(Dtype type, int rank) {
    long experts = stack.shape().getFirst();
    long in = stack.shape().get(transposed ? 1 : 2);
    long out = stack.shape().get(transposed ? 2 : 1);
    long all = experts * rank;
    String parent = name.substring(0, name.lastIndexOf('.'));
    String key = LoraAdapter.KEY_PREFIX + parent + (inner ? ".base_layer" : "");
    return List.of(
        new TensorSource(
            key + ".lora_A.weight", type, List.of(all, in), sink -> sink.write(a(type, rank, in))),
        new TensorSource(
            key + ".lora_B.weight",
            type,
            List.of(out, all),
            sink -> sink.write(b(type, out, all, experts))));
  }

  private MemorySegment a(Dtype type, int rank, long in) {
    MemorySegment data = FactorMatrices.zeros(type, stack.shape().getFirst() * rank, in);
    updates.forEach((expert, update) -> of(update, type).fillA(data, (long) expert * rank, in));
    return data;
  }

  private MemorySegment b(Dtype type, long out, long all, long experts) {
    MemorySegment data = FactorMatrices.zeros(type, out, all);
    updates.forEach((expert, update) -> of(update, type).fillB(data, out, all, expert, experts));
    return data;
  }

  private FactorMatrices of(Update update, Dtype type) {
    FactorMatrices factors = new FactorMatrices(update, type);
    return transposed ? factors.turned() : factors;
  }
}
