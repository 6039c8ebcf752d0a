package io.github.alpharl.eval.result;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model is called in results: the part of its path that tells it from others.
 *
 * @param path such as {@code tiny/step-5}; relative
 * @param step the step that the directory is named after
 */
public record ModelName(Path path, OptionalLong step) {

  /** Folders that trainers put around the weights of every checkpoint. */
  private static final Pattern GENERIC =
      Pattern.compile(
          "(?i)huggingface|hf|hf_model|actor|policy|model|weights|consolidated|merged|checkpoints?|ckpts?|(?:lora_)?adapter|snapshots");

  /** "step-5", "global_step_100", "checkpoint-80", "iter_0000100" */
  private static final Pattern STEP =
      Pattern.compile("(?i)(?:global_?)?(?:step|iter|checkpoint|ckpt)s?[-_]?(\\d{1,18})");

  /** The name of a commit in the Hub's cache. */
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /** The name of {@code model}, a directory or a name that a server knows. */
  public static ModelName of(Path model) {
    List<String> parts = parts(model);
    String last = parts.getLast();
    Matcher step = STEP.matcher(last);
    boolean within = step.matches() && parts.size() > 1 && Files.isDirectory(model);
    Path path = within ? Path.of(parts.get(parts.size() - 2), last) : Path.of(last);
    return new ModelName(
        path, within ? OptionalLong.of(Long.parseLong(step.group(1))) : OptionalLong.empty());
  }

  private static List<String> parts(Path model) {
    List<String> parts = new ArrayList<>();
    boolean directory = Files.isDirectory(model);
    for (Path part : model.toAbsolutePath().normalize()) {
      String name = part.toString();
      boolean generic = GENERIC.matcher(name).matches() || COMMIT.matcher(name).matches();
      if (!directory || !generic) {
        parts.add(name);
      }
    }
    return parts.isEmpty() ? List.of("model") : parts;
  }
}
