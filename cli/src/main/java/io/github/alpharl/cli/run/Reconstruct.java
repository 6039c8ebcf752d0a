package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.EnergyShare;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.option.OutputModel;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.study.Reconstruction;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.WrittenView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl reconstruct}: the rank-k, i-th subspace or λ model of one step. */
@Command(
    name = "reconstruct",
    mixinStandardHelpOptions = true,
    description =
        "Writes W_0 + λ·α·ΔW⁽ᵏ⁾ of one step: its update cut to k singular directions, with the norm of"
            + " the whole update.",
    footer = {
      "",
      "Examples:",
      "  alpharl reconstruct RUN --step 200 --out rank1-model",
      "  alpharl reconstruct RUN --step 200 --rank 1%% --rest base --out rank1pct-model",
      "  alpharl reconstruct RUN --step 200 --rank i:2 --out second-direction-only",
      "  alpharl reconstruct RUN --step 200 --rank 8 --adapter --out rank8-adapter"
    })
public final class Reconstruct implements Callable<Integer> {

  /** Where everything that is no module comes from. */
  enum RestFrom {
    /** The base. */
    BASE,
    /** The reconstructed step. */
    STEP
  }

  @Mixin private RunOptions run;
  @Mixin private OutputModel model;
  @Mixin private Output output;

  @Option(names = "--step", paramLabel = "N", required = true, description = "The step.")
  private long step;

  @Option(
      names = "--rank",
      paramLabel = "1|K|P%|i:K",
      description = "Directions to keep: the first K, a share, or the K-th alone.")
  private String rank = "1";

  @Option(
      names = "--scale",
      paramLabel = "λ",
      description = "Factor on the update (default: ${DEFAULT-VALUE}).")
  private double scale = 1;

  @Option(
      names = "--energy",
      paramLabel = "P%",
      description =
          "With --adapter, in place of --rank: as many directions of every matrix as hold P %% of"
              + " ‖ΔW‖², not norm-matched: a LoRA extraction.")
  private String energy;

  /** The length of what is kept. */
  enum Norm {
    /** That of the whole update. */
    MATCH,
    /** Its own: the plain truncation, as LoRA extraction does it. */
    NONE
  }

  @Option(
      names = "--norm",
      paramLabel = "match|none",
      description =
          "match: what is kept gets the norm of the whole update, the paper's α; none: the plain"
              + " truncation, which keeps more in small models (default: match).")
  private Norm norm = Norm.MATCH;

  @Option(
      names = "--rest",
      paramLabel = "step|base",
      description =
          "Norms, biases, embeddings, heads: of the step, or of the base (default: step).")
  private RestFrom rest = RestFrom.STEP;

  @Override
  public Integer call() {
    if (!Double.isFinite(scale)) {
      throw UsageException.of("--scale must be a number, not %s", scale);
    }
    try (RunStudy study = run.open()) {
      return call(study);
    }
  }

  private int call(RunStudy study) {
    model.output().requireUsable(study.run());
    if (energy != null && !model.adapter()) {
      throw UsageException.of("--energy cuts an adapter; add --adapter");
    }
    Reconstruction.Plan plan =
        new Reconstruction.Plan(
            step,
            Subspaces.parse(rank),
            scale,
            norm == Norm.MATCH,
            List.of(),
            rest == RestFrom.STEP);
    Reconstruction cut = new Reconstruction(study, plan);
    cut.restNote().ifPresent(run::warn);
    if (energy != null) {
      show(extracted(study, cut));
      return 0;
    }
    String what =
        "Step "
            + step
            + " cut to the singular directions '"
            + rank
            + "' of its update, λ = "
            + scale
            + (norm == Norm.MATCH ? "" : ", not norm-matched")
            + ".";
    show(WrittenView.of(model.output().write(study, cut.model(), what)));
    return 0;
  }

  private Map<String, Object> extracted(RunStudy study, Reconstruction cut) {
    String what = "Step " + step + " cut to " + energy + " of its update.";
    return WrittenView.of(
        model.output().cutTo(EnergyShare.parse(energy)).write(study, cut.whole(), what));
  }

  private void show(Map<String, Object> written) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("step", step);
    if (energy == null) {
      document.put("rank", rank);
      document.put("scale", scale);
    }
    document.putAll(written);
    output.show(new WrittenView(document));
  }
}
