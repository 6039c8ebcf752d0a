package io.github.alpharl.checkpoint.names;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Wording;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Tensor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Weights that are stored as codes: their differences are no updates. */
public final class Quantised {

  private static final Set<Dtype> CODES =
      EnumSet.of(
          Dtype.F4,
          Dtype.F6_E2M3,
          Dtype.F6_E3M2,
          Dtype.F8_E5M2,
          Dtype.F8_E4M3,
          Dtype.F8_E8M0,
          Dtype.F8_E4M3FNUZ,
          Dtype.F8_E5M2FNUZ);

  /**
   * {@code x.qweight} (GPTQ, AWQ), {@code x.weight_packed} (compressed-tensors), {@code
   * x.weight.absmax} (bitsandbytes), {@code x.gate_up_proj_blocks} (MXFP4).
   */
  private static final Pattern NAME =
      Pattern.compile(
          ".*\\.(qweight|qzeros|weight_packed|weight_scale(_inv)?|weight\\.(absmax|quant_map"
              + "|quant_state\\..*|SCB)|[^.]*proj_(blocks|scales))");

  private Quantised() {}

  /**
   * Returns if the weights are numbers.
   *
   * @throws BadDataException naming how they are quantised and a tensor
   */
  public static void refuse(Path directory, JsonNode config, Collection<Tensor> tensors) {
    List<Tensor> codes = tensors.stream().filter(Quantised::isCode).toList();
    if (!codes.isEmpty()) {
      throw BadDataException.of(
              "%s: its weights are quantised (%s; %s, such as '%s' %s); give the model in"
                  + " bfloat16",
              directory,
              method(config, codes),
              Wording.count(codes.size(), "tensor"),
              codes.getFirst().name(),
              codes.getFirst().dtype())
          .in(directory, codes.getFirst().name())
          .as(Defect.UNSUPPORTED);
    }
  }

  private static boolean isCode(Tensor tensor) {
    return (CODES.contains(tensor.dtype()) && tensor.shape().size() > 1)
        || NAME.matcher(tensor.name()).matches();
  }

  /** What config.json says, or else the type. */
  private static String method(JsonNode config, List<Tensor> codes) {
    JsonNode settings = config.path("quantization_config");
    String method = settings.path("quant_method").asText("");
    if (method.equals("bitsandbytes")) {
      return "bitsandbytes " + (settings.path("load_in_4bit").asBoolean() ? "4-bit" : "8-bit");
    }
    if (!method.isEmpty()) {
      return method;
    }
    boolean scaled = codes.stream().anyMatch(tensor -> tensor.name().contains("scale"));
    String type = codes.getFirst().dtype().toString();
    return type.startsWith("F8") ? "FP8 " + (scaled ? "with scales" : "without scales") : type;
  }
}
