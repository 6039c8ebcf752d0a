package io.github.alpharl.view;

import io.github.alpharl.checkpoint.LoraConfig;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Lines that load an adapter, to be copied into a shell and into Python. */
final class LoadingLines {

  /** What vLLM takes unless it is told (vLLM, "Engine Arguments", --max-lora-rank). */
  private static final int VLLM_RANK = 16;

  /** The larger ranks that vLLM can be told. */
  private static final int[] VLLM_RANKS = {32, 64, 128, 256, 320, 512};

  private LoadingLines() {}

  /** For the adapter in {@code directory} to {@code base}. */
  static List<String> of(String base, Path directory) {
    List<String> lines = new ArrayList<>(plain(base, directory));
    if (hasStacks(directory)) {
      lines.add(
          1,
          "      (experts in stacks: some versions of vLLM do not apply these; compare an answer, or"
              + " serve a full checkpoint)");
    }
    return lines;
  }

  private static boolean hasStacks(Path adapter) {
    return Json.strings(Json.read(adapter.resolve(LoraConfig.NAME)).path("target_parameters"))
        .stream()
        .anyMatch(name -> name.contains("experts."));
  }

  private static List<String> plain(String base, Path directory) {
    String name = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
    return List.of(
        "vLLM: vllm serve "
            + Wording.shell(Path.of(base))
            + " --enable-lora"
            + largest(rank(directory))
            + " --lora-modules "
            + Wording.shell(Path.of(name + "=" + directory)),
        "PEFT: from transformers import AutoModelForCausalLM; from peft import PeftModel",
        "      model = AutoModelForCausalLM.from_pretrained(" + python(base) + ")",
        "      model = PeftModel.from_pretrained(model, " + python(directory.toString()) + ")");
  }

  private static int rank(Path adapter) {
    return Json.read(adapter.resolve(LoraConfig.NAME)).path("r").asInt(VLLM_RANK);
  }

  private static String largest(int rank) {
    return rank <= VLLM_RANK
        ? ""
        : " --max-lora-rank "
            + IntStream.of(VLLM_RANKS).filter(known -> known >= rank).findFirst().orElse(rank);
  }

  private static String python(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
