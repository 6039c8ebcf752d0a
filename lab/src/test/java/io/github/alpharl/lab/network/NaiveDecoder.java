package io.github.alpharl.lab.network;

import java.util.Map;

/** The forward pass of one sequence as plain loops in double: the readable definition. */
final class NaiveDecoder {

  private final Architecture config;
  private final Map<String, double[]> weights;

  NaiveDecoder(Architecture config, Map<String, double[]> weights) {
    this.config = config;
    this.weights = weights;
  }

  /** Logits T × V. */
  double[][] logits(int[] ids) {
    int d = config.width();
    double[][] x = new double[ids.length][d];
    for (int t = 0; t < ids.length; t++) {
      System.arraycopy(weights.get(TensorNames.EMBEDDING), ids[t] * d, x[t], 0, d);
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      x = block(x, "model.layers." + layer + ".");
    }
    String head = config.tied() ? TensorNames.EMBEDDING : TensorNames.HEAD;
    double[][] logits = new double[ids.length][];
    for (int t = 0; t < ids.length; t++) {
      logits[t] = linear(norm(x[t], weights.get(TensorNames.FINAL_NORM)), head, (double[]) null);
    }
    return logits;
  }

  private double[][] block(double[][] x, String p) {
    int n = x.length;
    int h = config.heads();
    int e = config.headDim();
    double[][] q = new double[n][];
    double[][] k = new double[n][];
    double[][] v = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] y = norm(x[t], weights.get(p + "input_layernorm.weight"));
      q[t] = heads(linear(y, p, "self_attn.q_proj"), p + "self_attn.q_norm.weight", t);
      k[t] = heads(linear(y, p, "self_attn.k_proj"), p + "self_attn.k_norm.weight", t);
      v[t] = linear(y, p, "self_attn.v_proj");
    }
    double[][] out = new double[n][];
    for (int t = 0; t < n; t++) {
      double[] mixed = new double[h * e];
      for (int head = 0; head < h; head++) {
        int kv = head / (h / config.kvHeads());
        double[] scores = new double[t + 1];
        double total = 0;
        for (int s = 0; s <= t; s++) {
          double dot = 0;
          for (int i = 0; i < e; i++) {
            dot += q[t][head * e + i] * k[s][kv * e + i];
          }
          scores[s] = Math.exp(dot / Math.sqrt(e));
          total += scores[s];
        }
        for (int s = 0; s <= t; s++) {
          for (int i = 0; i < e; i++) {
            mixed[head * e + i] += scores[s] / total * v[s][kv * e + i];
          }
        }
      }
      double[] y = add(x[t], linear(mixed, p, "self_attn.o_proj"));
      out[t] = add(y, feedForward(y, p));
    }
    return out;
  }

  private double[] feedForward(double[] x, String p) {
    double[] y = norm(x, weights.get(p + "post_attention_layernorm.weight"));
    double[] gate = linear(y, p, "mlp.gate_proj");
    double[] up = linear(y, p, "mlp.up_proj");
    for (int i = 0; i < gate.length; i++) {
      gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
    }
    return linear(gate, p, "mlp.down_proj");
  }

  /** Head norms if the family has them, then the rotation of position t. */
  private double[] heads(double[] x, String normName, int t) {
    int e = config.headDim();
    double[] out = new double[x.length];
    double[] frequencies = config.rope().frequencies(e);
    for (int from = 0; from < x.length; from += e) {
      double[] head = java.util.Arrays.copyOfRange(x, from, from + e);
      if (weights.containsKey(normName)) {
        head = norm(head, weights.get(normName));
      }
      for (int i = 0; i < e / 2; i++) {
        double angle = t * frequencies[i];
        double a = head[i];
        double b = head[i + e / 2];
        out[from + i] = a * Math.cos(angle) - b * Math.sin(angle);
        out[from + i + e / 2] = b * Math.cos(angle) + a * Math.sin(angle);
      }
    }
    return out;
  }

  private double[] norm(double[] x, double[] weight) {
    double squares = 0;
    for (double value : x) {
      squares += value * value;
    }
    double scale = 1 / Math.sqrt(squares / x.length + config.normEpsilon());
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] * scale * weight[i];
    }
    return y;
  }

  private double[] linear(double[] x, String prefix, String module) {
    return linear(x, prefix + module + ".weight", weights.get(prefix + module + ".bias"));
  }

  private double[] linear(double[] x, String name, double[] bias) {
    double[] matrix = weights.get(name);
    double[] y = new double[matrix.length / x.length];
    for (int o = 0; o < y.length; o++) {
      y[o] = bias == null ? 0 : bias[o];
      for (int i = 0; i < x.length; i++) {
        y[o] += matrix[o * x.length + i] * x[i];
      }
    }
    return y;
  }

  private static double[] add(double[] a, double[] b) {
    double[] sum = a.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += b[i];
    }
    return sum;
  }
}
