package io.github.alpharl.factor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.Tensor;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.score.ScoresFile;
import io.github.alpharl.testkit.SharedData;
import io.github.alpharl.vector.Vectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The rank-1 factors of the tiny run by plain power iteration in double precision. */
public final class TinyRun {

  private static final Map<Long, Map<String, double[][]>> WEIGHTS = new LinkedHashMap<>();

  private TinyRun() {}

  /** The golden file. */
  public static JsonNode golden() throws IOException {
    return new ObjectMapper().readTree(SharedData.find("tiny-run/golden.json").toFile());
  }

  /** The scores. */
  public static ScoreSeries scores() {
    return ScoresFile.read(SharedData.find("tiny-run/scores.csv"));
  }

  /** Trajectories of all modules over steps 3, 6, … {@code last}. */
  public static Map<String, ModuleTrajectory> trajectories(JsonNode golden, long last) {
    List<String> modules = new ArrayList<>();
    golden.get("modules").forEach(name -> modules.add(name.asText()));
    List<Long> steps = LongStream.rangeClosed(1, last / 3).map(i -> 3 * i).boxed().toList();
    weights(0, modules);
    steps.forEach(step -> weights(step, modules));
    return modules.parallelStream()
        .collect(Collectors.toMap(name -> name, name -> trajectory(name, steps)));
  }

  private static ModuleTrajectory trajectory(String module, List<Long> steps) {
    List<Rank1Factor> factors = new ArrayList<>();
    for (long step : steps) {
      double[][] delta = difference(WEIGHTS.get(step).get(module), WEIGHTS.get(0L).get(module));
      factors.add(factor(delta));
    }
    return new ModuleTrajectory(module, steps, factors);
  }

  private static Map<String, double[][]> weights(long step, List<String> modules) {
    return WEIGHTS.computeIfAbsent(step, s -> read(s, modules));
  }

  private static Map<String, double[][]> read(long step, List<String> modules) {
    Path file = SharedData.find("tiny-run/step-" + step + "/model.safetensors");
    try (SafetensorsFile safetensors = SafetensorsFile.open(file)) {
      return modules.stream()
          .collect(Collectors.toMap(name -> name, n -> matrix(safetensors.tensors().get(n))));
    }
  }

  private static double[][] matrix(Tensor tensor) {
    int n = Math.toIntExact(tensor.shape().get(1));
    double[][] matrix = new double[Math.toIntExact(tensor.shape().get(0))][n];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < n; j++) {
        matrix[i][j] = tensor.get((long) i * n + j);
      }
    }
    return matrix;
  }

  private static Rank1Factor factor(double[][] delta) {
    double[] v = Randoms.vector(new Random(1), delta[0].length);
    double[] u = new double[delta.length];
    double sigma = 0;
    double change = 1;
    for (int i = 0; i < 5000 && change > 1e-10; i++) {
      u = unit(times(delta, v));
      double[] next = transposedTimes(delta, u);
      sigma = Vectors.norm(next);
      next = unit(next);
      change = distance(next, v);
      v = next;
    }
    double squares = 0;
    for (double[] row : delta) {
      squares += Vectors.dot(row, row);
    }
    return new Rank1Factor(Randoms.direction(u), Randoms.direction(v), sigma, Math.sqrt(squares));
  }

  private static double[] times(double[][] a, double[] v) {
    double[] product = new double[a.length];
    for (int i = 0; i < product.length; i++) {
      product[i] = Vectors.dot(a[i], v);
    }
    return product;
  }

  private static double[] transposedTimes(double[][] a, double[] u) {
    double[] product = new double[a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < product.length; j++) {
        product[j] += a[i][j] * u[i];
      }
    }
    return product;
  }

  private static double[] unit(double[] a) {
    double norm = Vectors.norm(a);
    double[] unit = new double[a.length];
    for (int i = 0; i < unit.length; i++) {
      unit[i] = a[i] / norm;
    }
    return unit;
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }

  private static double[][] difference(double[][] a, double[][] b) {
    double[][] difference = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        difference[i][j] = a[i][j] - b[i][j];
      }
    }
    return difference;
  }
}
