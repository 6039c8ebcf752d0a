package io.github.alpharl.reproduce.tour;

import java.util.Comparator;
import java.util.List;

/** The commands of a quickstart, each as its words without {@code alpharl}. */
public interface TourCommands {

  /** The training. */
  List<String> train();

  /** The report at the end. */
  List<String> report();

  /** All but the training and the report, as one would run them after the training. */
  List<PlannedCommand> parts();

  /** The same by the step that they wait for; of several decompositions go first. */
  default List<PlannedCommand> byStep() {
    return parts().stream().sorted(Comparator.comparingInt(PlannedCommand::after)).toList();
  }
}
