package io.github.alpharl.factor;

import io.github.alpharl.run.Fingerprint;
import io.github.alpharl.spectral.Rank;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the factors of a step were computed from. Factors are used again only where all of it is the
 * same.
 *
 * @param base the base's {@link Fingerprint}
 * @param weights the step's fingerprint
 * @param rank triplets per module
 * @param tolerance the residual asked for
 * @param seed of the solver
 */
public record FactorKey(String base, String weights, Rank rank, double tolerance, long seed) {

  /** Raised when the layout or the meaning of stored factors changes. */
  static final String VERSION = "2";

  static final String VERSION_KEY = "alpharl";

  /** The key as text for the header of a stored file. */
  Map<String, String> asMetadata() {
    Map<String, String> metadata = new TreeMap<>();
    metadata.put("format", "pt");
    metadata.put(VERSION_KEY, VERSION);
    metadata.put("base", base);
    metadata.put("weights", weights);
    metadata.put("rank", rank.toString());
    metadata.put("tolerance", Double.toString(tolerance));
    metadata.put("seed", Long.toString(seed));
    return metadata;
  }

  /** True if a file with this metadata was computed from the same. */
  boolean matches(Map<String, String> metadata) {
    return asMetadata().equals(metadata);
  }
}
