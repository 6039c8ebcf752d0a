package io.github.alpharl.bench;

import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.Elements;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * A synthetic run in real files: Qwen3 names and shapes, bfloat16, and updates that obey both laws
 * by construction. The update of each matrix at accuracy y is g(y)·u(y)·vᵀ plus noise, where u(y)
 * turns linearly with y, and the accuracy rises along a saturating curve with binomial noise. No
 * language model was trained; it shows the tool, not the laws.
 */
public final class PlantedRun {

  /** Steps of the checkpoints after the base. */
  public static final List<Long> STEPS = steps();

  private static final int HIDDEN = 96;
  private static final int MLP = 192;
  private static final int LAYERS = 4;
  private static final int VOCABULARY = 64;
  private static final int SAMPLES = 2048;
  private static final double NOISE = 0.35;

  private final Random random;
  private final Path directory;
  private final Map<String, int[]> shapes = shapes();
  private final Map<String, float[]> base = new LinkedHashMap<>();
  private final Map<String, Direction> directions = new LinkedHashMap<>();

  /** Start, turn and right vector of one matrix's planted update. */
  private record Direction(double[] start, double[] turn, double[] right) {}

  private PlantedRun(Path directory, long seed) {
    this.directory = directory;
    this.random = new Random(seed);
    shapes.forEach(this::plant);
  }

  /**
   * Writes a run below {@code directory}: {@code step-0} … and {@code scores.csv}.
   *
   * @throws EnvironmentException if the disk refuses
   */
  public static void write(Path directory, long seed) {
    new PlantedRun(directory, seed).write();
  }

  /** The planted accuracy of {@code step}, without noise. */
  public static double accuracy(long step) {
    return 0.3 + 0.6 * (1 - Math.exp(-step / 60.0));
  }

  private static List<Long> steps() {
    List<Long> steps = new ArrayList<>();
    for (long step = 10; step <= 200; step += 10) {
      steps.add(step);
    }
    return List.copyOf(steps);
  }

  private static Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    shapes.put("model.embed_tokens.weight", new int[] {VOCABULARY, HIDDEN});
    shapes.put("lm_head.weight", new int[] {VOCABULARY, HIDDEN});
    for (int layer = 0; layer < LAYERS; layer++) {
      String prefix = "model.layers." + layer + ".";
      shapes.put(prefix + "self_attn.q_proj.weight", new int[] {HIDDEN, HIDDEN});
      shapes.put(prefix + "self_attn.k_proj.weight", new int[] {HIDDEN / 2, HIDDEN});
      shapes.put(prefix + "self_attn.v_proj.weight", new int[] {HIDDEN / 2, HIDDEN});
      shapes.put(prefix + "self_attn.o_proj.weight", new int[] {HIDDEN, HIDDEN});
      shapes.put(prefix + "mlp.gate_proj.weight", new int[] {MLP, HIDDEN});
      shapes.put(prefix + "mlp.up_proj.weight", new int[] {MLP, HIDDEN});
      shapes.put(prefix + "mlp.down_proj.weight", new int[] {HIDDEN, MLP});
    }
    return shapes;
  }

  private void plant(String name, int[] shape) {
    float[] weights = new float[shape[0] * shape[1]];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (0.02 * random.nextGaussian());
    }
    base.put(name, weights);
    if (name.contains("_proj")) {
      directions.put(name, new Direction(unit(shape[0]), unit(shape[0]), unit(shape[1])));
    }
  }

  private double[] unit(int length) {
    double[] vector = new double[length];
    double squares = 0;
    for (int i = 0; i < length; i++) {
      vector[i] = random.nextGaussian();
      squares += vector[i] * vector[i];
    }
    for (int i = 0; i < length; i++) {
      vector[i] /= Math.sqrt(squares);
    }
    return vector;
  }

  private void write() {
    StringBuilder scores = new StringBuilder("step,accuracy,samples\n");
    List<Long> all = new ArrayList<>(STEPS);
    all.addFirst(0L);
    for (long step : all) {
      writeStep(step);
      scores.append(
          String.format(Locale.ROOT, "%d,%.4f,%d%n", step, measured(accuracy(step)), SAMPLES));
    }
    AtomicFile.write(directory.resolve("scores.csv"), scores.toString());
  }

  /** The mean of so many right or wrong answers. */
  private double measured(double accuracy) {
    int right = 0;
    for (int i = 0; i < SAMPLES; i++) {
      right += random.nextDouble() < accuracy ? 1 : 0;
    }
    return (double) right / SAMPLES;
  }

  private void writeStep(long step) {
    Path target = directory.resolve("step-" + step);
    try {
      Disk.system().createDirectories(target);
    } catch (IOException e) {
      throw EnvironmentException.because("cannot create " + target + ": " + e.getMessage(), e);
    }
    AtomicFile.write(target.resolve("config.json"), resource("config.json"));
    AtomicFile.write(target.resolve("tokenizer.json"), resource("tokenizer.json"));
    List<TensorSource> tensors = new ArrayList<>();
    shapes.forEach((name, shape) -> tensors.add(tensor(name, shape, accuracy(step), step == 0)));
    for (int layer = 0; layer < LAYERS; layer++) {
      tensors.add(ones("model.layers." + layer + ".input_layernorm.weight", HIDDEN));
      tensors.add(ones("model.layers." + layer + ".post_attention_layernorm.weight", HIDDEN));
      tensors.add(ones("model.layers." + layer + ".self_attn.q_norm.weight", HIDDEN / 4));
      tensors.add(ones("model.layers." + layer + ".self_attn.k_norm.weight", HIDDEN / 4));
    }
    tensors.add(ones("model.norm.weight", HIDDEN));
    SafetensorsWriter.write(target.resolve("model.safetensors"), tensors);
  }

  private TensorSource tensor(String name, int[] shape, double accuracy, boolean isBase) {
    float[] weights = base.get(name).clone();
    Direction direction = directions.get(name);
    if (direction != null && !isBase) {
      addUpdate(weights, shape, direction, accuracy);
    }
    return source(name, List.of((long) shape[0], (long) shape[1]), weights);
  }

  /** Adds 0.5·(y − y₀)·(start + y·turn)·rightᵀ and noise of a fixed share of its norm. */
  private void addUpdate(float[] weights, int[] shape, Direction direction, double accuracy) {
    double grown = 0.5 * (accuracy - accuracy(0));
    double noise = NOISE * grown / Math.sqrt((double) shape[0] * shape[1]);
    for (int i = 0; i < shape[0]; i++) {
      double left = grown * (direction.start()[i] + accuracy * direction.turn()[i]);
      for (int c = 0; c < shape[1]; c++) {
        weights[i * shape[1] + c] +=
            (float) (left * direction.right()[c] + noise * random.nextGaussian());
      }
    }
  }

  private static TensorSource ones(String name, int length) {
    float[] ones = new float[length];
    java.util.Arrays.fill(ones, 1);
    return source(name, List.of((long) length), ones);
  }

  private static TensorSource source(String name, List<Long> shape, float[] values) {
    MemorySegment data = MemorySegment.ofArray(new byte[2 * values.length]);
    for (int i = 0; i < values.length; i++) {
      Elements.set(Dtype.BF16, data, i, values[i]);
    }
    return new TensorSource(name, Dtype.BF16, shape, TensorContent.of(data));
  }

  private static String resource(String name) {
    try (InputStream in = PlantedRun.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
