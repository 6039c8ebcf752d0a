package io.github.alpharl.torch.shard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.failure.Subject;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.torch.tensor.Part;
import io.github.alpharl.torch.tensor.View;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parts of tensors in safetensors files, as torch's HuggingFaceStorageWriter leaves them: each file
 * says where its parts begin. The whole shape is written nowhere: it is the least box around all
 * parts, and a last rank that is missing shows only beside the base.
 */
public final class HfShards {

  private static final String INFO = "DCP_SHARDING_INFO";
  private static final String ADVICE = "copy or save the checkpoint again";
  private static final long LIMIT = 1L << 48;

  private final Map<String, List<Placed>> found = new LinkedHashMap<>();

  private HfShards() {}

  private record Placed(List<Long> start, Tensor tensor) {}

  /** Reads {@code shards}. */
  public static Parts read(List<Path> shards, OpenFiles files) {
    HfShards reader = new HfShards();
    shards.forEach(shard -> reader.add(files.open(shard)));
    Parts parts = new Parts();
    reader.found.forEach((name, placed) -> addParts(name, placed, parts));
    return parts;
  }

  private void add(SafetensorsFile file) {
    String text = file.metadata().get(INFO);
    ObjectNode info = text == null ? Json.object() : Json.read(file.path(), text);
    for (Tensor tensor : file.tensors().values()) {
      Subject subject =
          Subject.of(file.path(), ADVICE).part("'" + Wording.brief(tensor.name()) + "'");
      List<Long> start = start(info.path(tensor.name()), tensor, subject);
      List<Placed> others = found.computeIfAbsent(tensor.name(), _ -> new ArrayList<>());
      subject.require(
          others.isEmpty() || others.getFirst().start.size() == start.size(),
          "has another number of axes than in the other shards");
      others.add(new Placed(start, tensor));
    }
  }

  private static List<Long> start(JsonNode info, Tensor tensor, Subject subject) {
    int axes = tensor.shape().size();
    if (info.isMissingNode()) {
      return Collections.nCopies(axes, 0L);
    }
    JsonNode offsets = info.path("saved_offsets");
    List<Long> start = new ArrayList<>();
    for (JsonNode offset : offsets) {
      boolean sound = offset.isIntegralNumber() && offset.canConvertToLong();
      long value = sound ? offset.longValue() : -1;
      subject.require(value >= 0 && value <= LIMIT, "has an offset that is no plausible number");
      start.add(value);
    }
    subject.require(
        offsets.isArray() && start.size() == axes,
        "has %d offsets and %d axes in %s",
        start.size(),
        axes,
        INFO);
    return start;
  }

  private static void addParts(String name, List<Placed> placed, Parts parts) {
    List<Long> whole = new ArrayList<>(placed.getFirst().tensor.shape());
    for (Placed part : placed) {
      for (int d = 0; d < whole.size(); d++) {
        whole.set(d, Math.max(whole.get(d), part.start.get(d) + part.tensor.shape().get(d)));
      }
    }
    for (Placed part : placed) {
      Tensor tensor = part.tensor;
      if (tensor.dtype().bits() % Byte.SIZE != 0) {
        parts.leaveOut(name, "has elements of " + tensor.dtype());
      } else {
        View view = View.dense(tensor.dtype(), tensor.shape(), tensor.data());
        parts.add(name, Part.at(whole, part.start, view));
      }
    }
  }
}
