package io.github.alpharl.compose;

import io.github.alpharl.checkpoint.CheckpointWriter;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.ModulePatterns;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.run.Masters;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.update.Update;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Any checkpoint that can be read, as an ordinary Hugging Face folder: shards, DCP folders and .bin
 * files put together, adapters merged into their base. Tensors stream one by one.
 *
 * @param checkpoint what is written
 * @param base the model that an adapter belongs to, or that a trainer's weights started from
 * @param dtype the type of all float tensors; empty for that of each
 */
public record ModelExport(
    StepCheckpoint checkpoint, Optional<HfCheckpoint> base, Optional<Dtype> dtype) {

  /**
   * What was written.
   *
   * @param tensors how many
   * @param bytes of them
   * @param types how many of each type they had before
   * @param notes what the user should know
   */
  public record Written(int tensors, long bytes, Map<Dtype, Long> types, List<String> notes) {}

  /**
   * Writes {@code target}, which appears when it is whole.
   *
   * @throws UsageException for an adapter without a base
   * @throws io.github.alpharl.failure.BadDataException if a weight is no finite number
   */
  public Written write(Path target) {
    return switch (checkpoint) {
      case HfCheckpoint model -> model(model.unwrapped(), target);
      case LoraAdapter adapter -> merged(adapter, target);
    };
  }

  private Dtype type(Dtype own) {
    return own.isFloat() ? dtype.orElse(own) : own;
  }

  private Written model(HfCheckpoint model, Path target) {
    CheckpointWriter writer =
        new CheckpointWriter(model, Disk.system(), CheckpointWriter.SHARD_BYTES, this::type);
    List<String> notes = new ArrayList<>(model.notes());
    notes.addAll(
        writer.write(
            target,
            tensor ->
                Converted.of(TensorContent.of(tensor), tensor.dtype(), type(tensor.dtype()))));
    if (dtype.isEmpty()) {
      base.flatMap(there -> Masters.of(model, there))
          .ifPresent(
              found ->
                  notes.add(
                      found.sentence()
                          + "; they are written as they are, and the base's type is what the"
                          + " trainer's own merger writes"));
    }
    return written(model.tensors().values(), notes);
  }

  private Written merged(LoraAdapter adapter, Path target) {
    HfCheckpoint model =
        base.orElseThrow(
            () ->
                UsageException.of(
                        "%s: is an adapter, which is merged into its base; give the base",
                        adapter.directory())
                    .by(Setting.BASE));
    List<Update> updates =
        ModulePatterns.standard().modules(model).stream()
            .map(module -> Update.last(module.name(), 1))
            .toList();
    StepCheckpoint aligned = adapter.alignedTo(model);
    ModelComposer composer =
        new ModelComposer(model, List.of(aligned), updates, new Rest.Adapted(model, aligned));
    List<String> notes = new ArrayList<>(aligned.notes());
    notes.addAll(composer.writeCheckpoint(target, this::type));
    return written(model.tensors().values(), notes);
  }

  private Written written(Collection<Tensor> tensors, List<String> notes) {
    Map<Dtype, Long> types = new EnumMap<>(Dtype.class);
    tensors.forEach(tensor -> types.merge(tensor.dtype(), 1L, Long::sum));
    long bytes = tensors.stream().mapToLong(t -> type(t.dtype()).bytesOf(t.shape())).sum();
    return new Written(tensors.size(), bytes, types, List.copyOf(notes));
  }
}
