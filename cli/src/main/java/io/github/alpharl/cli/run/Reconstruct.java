package io.github.alpharl.cli.run;

import io.github.alpharl.cli.option.FigureOption;
import io.github.alpharl.cli.option.OutputModel;
import io.github.alpharl.cli.option.RunOptions;
import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.cli.word.EnergyShare;
import io.github.alpharl.factor.Subspaces;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.RankFigure;
import io.github.alpharl.study.Judge;
import io.github.alpharl.study.RankCurve;
import io.github.alpharl.study.Reconstruction;
import io.github.alpharl.study.RunStudy;
import io.github.alpharl.view.WrittenView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
      "  alpharl reconstruct RUN --step 200 --rank 8 --adapter --out rank8-adapter",
      "  alpharl reconstruct RUN --step 200 --rank 1,2,4,8,1%% --judge chained-arithmetic --out ranks"
          + " --figure ranks.pdf"
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
  @Mixin private TableOutput output;

  @Option(names = "--step", paramLabel = "N", required = true, description = "The step.")
  private long step;

  @Option(
      names = "--rank",
      paramLabel = "1|K|P%|i:K",
      split = ",",
      description =
          "Directions to keep: the first K, a share, or the K-th alone; several, as 1,2,4,1%%, are"
              + " written to folders rank-1, rank-2 … of --out, and judged where there is a judge.")
  private List<String> ranks = List.of("1");

  @Mixin private JudgeOptions judges;
  @Mixin private FigureOption figure;

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
    if (ranks.size() == 1 && (judges.given() || figure.given())) {
      throw UsageException.of("a judge and a figure are of several ranks, such as --rank 1,2,4,8");
    }
    try (RunStudy study = run.open()) {
      return call(study);
    }
  }

  private int call(RunStudy study) {
    study.tellNotes();
    model.output().requireUsable(study.run());
    if (energy != null && !model.adapter()) {
      throw UsageException.of("--energy cuts an adapter; add --adapter");
    }
    Reconstruction.Plan plan =
        new Reconstruction.Plan(
            step,
            Subspaces.parse(ranks.getFirst()),
            scale,
            norm == Norm.MATCH,
            List.of(),
            rest == RestFrom.STEP);
    Reconstruction cut = new Reconstruction(study, plan);
    if (ranks.size() > 1) {
      return curve(study, plan);
    }
    if (energy != null) {
      show(extracted(study, cut));
      return 0;
    }
    show(WrittenView.of(cut.write(model.output())));
    return 0;
  }

  private int curve(RunStudy study, Reconstruction.Plan plan) {
    if (energy != null) {
      throw UsageException.of("--energy cuts a single model; leave it out or the ranks");
    }
    if (figure.given() && !judges.given()) {
      throw UsageException.of("--figure draws what --judge or a validation command finds");
    }
    try (JudgeOptions judging = judges) {
      Optional<Judge> judge = judging.judge(study.store().directory());
      RankCurve curve = RankCurve.write(study, plan, ranks, model.output(), judge);
      figure.write(() -> RankFigure.of(curve).drawing());
      if (output.json()) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("step", step);
        document.put("scale", scale);
        document.put("base", curve.base().orElse(null));
        document.put("whole", curve.whole().orElse(null));
        document.put("ranks", curve.points().stream().map(Reconstruct::document).toList());
        output.printJson(document);
      } else {
        RankFigure.table(curve).print(output.out());
        curve.points().forEach(point -> point.written().notes().forEach(run::warn));
      }
    }
    return 0;
  }

  private static Map<String, Object> document(RankCurve.Point point) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("rank", point.rank());
    document.putAll(WrittenView.of(point.written()));
    document.put("accuracy", point.accuracy().orElse(null));
    return document;
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
      document.put("rank", ranks.getFirst());
      document.put("scale", scale);
    }
    document.putAll(written);
    output.show(new WrittenView(document));
  }
}
