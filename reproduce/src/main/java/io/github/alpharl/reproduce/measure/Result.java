package io.github.alpharl.reproduce.measure;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.github.alpharl.eval.behaviour.BaseView;
import io.github.alpharl.eval.behaviour.Behaviour;
import io.github.alpharl.linearity.LinearityTable;
import io.github.alpharl.linearity.Projection;
import io.github.alpharl.score.ScoreSeries;
import io.github.alpharl.study.DominanceTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a {@link Request} ended with; all but scores are kept as JSON. Undefined figures are NaN.
 */
public sealed interface Result {

  /** What a search chose. */
  record Choice(String chosen, String leader, boolean accepted) {}

  /**
   * An accuracy on test problems.
   *
   * @param accuracy empty where the window supports no forecast
   * @param refused why it does not
   * @param choice of a search
   */
  record Accuracy(OptionalDouble accuracy, Optional<String> refused, Optional<Choice> choice)
      implements Result {

    /** Of a model that was made. */
    static Accuracy of(double accuracy, Optional<Choice> choice) {
      return new Accuracy(OptionalDouble.of(accuracy), Optional.empty(), choice);
    }

    /** Of a model that could not be made. */
    static Accuracy refused(String why) {
      return new Accuracy(OptionalDouble.empty(), Optional.of(why), Optional.empty());
    }

    @JsonCreator
    static Accuracy kept(
        @JsonProperty("accuracy") Double accuracy,
        @JsonProperty("refused") String refused,
        @JsonProperty("chosen") String chosen,
        @JsonProperty("leader") String leader,
        @JsonProperty("accepted") Boolean accepted) {
      if ((accuracy == null) == (refused == null)) {
        throw new IllegalArgumentException("an accuracy or why there is none");
      }
      return accuracy == null
          ? refused(refused)
          : of(
              accuracy,
              Optional.ofNullable(chosen)
                  .map(_ -> new Choice(chosen, Objects.requireNonNull(leader), accepted)));
    }

    /** What is there of it, in one object. */
    @JsonValue
    Map<String, Object> document() {
      Map<String, Object> document = new LinkedHashMap<>();
      refused.ifPresent(why -> document.put("refused", why));
      choice.ifPresent(
          of -> {
            document.put("chosen", of.chosen());
            document.put("leader", of.leader());
            document.put("accepted", of.accepted());
          });
      accuracy.ifPresent(value -> document.put("accuracy", value));
      return document;
    }
  }

  /** A run's accuracies on validation problems. */
  record Scores(ScoreSeries series) implements Result {}

  /** Means over the modules, one for each step. */
  record Shares(List<DominanceTable.Means> steps) implements Result {

    /** Copies the list. */
    public Shares {
      steps = List.copyOf(steps);
    }
  }

  /**
   * How straight the first directions move with the score.
   *
   * @param steps that were fitted
   * @param modules each with its own figures
   * @param projection of the trajectory of one module
   */
  record Linear(
      List<Long> steps,
      double meanR2,
      double meanQ2,
      double meanR2Step,
      List<ModuleFit> modules,
      Projection projection)
      implements Result {

    /** Copies the lists. */
    public Linear {
      steps = List.copyOf(steps);
      modules = List.copyOf(modules);
      Objects.requireNonNull(projection);
    }

    static Linear of(List<Long> steps, LinearityTable table, Projection projection) {
      return new Linear(
          steps,
          table.meanR2().orElse(Double.NaN),
          table.meanQ2().orElse(Double.NaN),
          table.meanR2Step().orElse(Double.NaN),
          table.modules().stream()
              .map(
                  module ->
                      new ModuleFit(
                          module.name(),
                          module.r2().orElse(Double.NaN),
                          module.q2().orElse(Double.NaN),
                          module.r2Step().orElse(Double.NaN)))
              .toList(),
          projection);
    }
  }

  /** The fit of one module. */
  record ModuleFit(String name, double r2, double q2, double r2Step) {}

  /** Accuracies with a part of the modules updated, modules of high R² first. */
  record Windows(List<ModuleWindow> windows) implements Result {

    /** Copies the list. */
    public Windows {
      windows = List.copyOf(windows);
    }
  }

  /**
   * One part of the modules.
   *
   * @param first place of its first module among all, sorted by R²
   * @param modules how many
   */
  record ModuleWindow(int first, int modules, double meanR2, double accuracy) {}

  /**
   * What training changed in greedy answers.
   *
   * @param guidance the base's accuracy by the number of tokens that the model gave it
   * @param meanShift of the embeddings
   */
  @JsonIgnoreProperties({"benchmark", "max_tokens", "seed"}) // of results that were kept earlier
  record Behaved(
      int problems,
      @JsonProperty("trained_answers") View trained,
      @JsonProperty("base_answers") View base,
      @JsonProperty("prefix_guidance") SortedMap<Integer, Double> guidance,
      @JsonProperty("mean_embedding_shift") double meanShift)
      implements Result {

    /** Copies. */
    public Behaved {
      Objects.requireNonNull(trained);
      Objects.requireNonNull(base);
      guidance = new TreeMap<>(guidance);
    }

    static Behaved of(Behaviour found) {
      return new Behaved(
          found.problems(),
          View.of(found.trainedAccuracy(), found.view()),
          View.of(found.baseAccuracy(), found.ownView()),
          new TreeMap<>(found.guidance()),
          found.shift().meanShift());
    }
  }

  /** Answers with their accuracy, as the base sees them. */
  record View(
      double accuracy,
      @JsonProperty("non_greedy_share") double nonGreedyShare,
      @JsonProperty("perplexity_under_base") double perplexity,
      long tokens) {

    static View of(double accuracy, BaseView view) {
      return new View(accuracy, view.nonGreedyShare(), view.perplexity(), view.tokens());
    }
  }

  /**
   * A short run whose legs were re-grounded on models ahead of them.
   *
   * @param accuracy of its end on test problems
   * @param training answers that its training sampled
   * @param search answers of its searches
   * @param full answers that the whole plain run sampled
   * @param rateFactor what the learning rate had become
   */
  record Regrounded(double accuracy, long training, long search, long full, double rateFactor)
      implements Result {

    /** All answers over those of the plain run. */
    public double share() {
      return (training + search) / (double) full;
    }
  }

  /**
   * The smallest rank that keeps enough of the gain.
   *
   * @param base accuracy of the base
   * @param full accuracy of the full model
   * @param rank 0 where nothing was gained, so that no rank keeps it
   * @param tried the share of the gain by rank
   */
  record RankFound(double base, double full, int rank, SortedMap<Integer, Double> tried)
      implements Result {

    /** Copies. */
    public RankFound {
      tried = new TreeMap<>(tried);
    }

    static RankFound nothingGained(double base, double full) {
      return new RankFound(base, full, 0, new TreeMap<>());
    }
  }
}
