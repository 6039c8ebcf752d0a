package io.github.alpharl.cli.progress;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.view.TypedPlaces;
import java.util.List;
import java.util.function.Predicate;

/** Failures as a command ends with them: a sentence, the option that mends it, an exit code. */
public final class Failures {

  /** The command was wrong. */
  public static final int USAGE = 2;

  /** The input is damaged, incomplete or contradicts itself. */
  public static final int BAD_DATA = 3;

  /** The machine is in the way. */
  public static final int ENVIRONMENT = 4;

  private Failures() {}

  /** The exit code of the command {@code words}, which ends with {@code failure}. */
  public static int exitCode(AlphaRlException failure, List<String> words) {
    return TypedPlaces.lacks(failure, words) ? USAGE : exitCode(failure);
  }

  /** The exit code of {@code failure}, whatever was typed. */
  public static int exitCode(AlphaRlException failure) {
    return switch (failure) {
      case UsageException _ -> USAGE;
      case BadDataException _ -> BAD_DATA;
      case EnvironmentException _ -> ENVIRONMENT;
    };
  }

  /**
   * Its sentence, with the option that would mend it.
   *
   * @param hasOption whether the command has an option of this name, such as {@code --base}
   */
  public static String sentence(AlphaRlException failure, Predicate<String> hasOption) {
    return failure.getMessage()
        + failure
            .setting()
            .map(Failures::option)
            .filter(option -> hasOption.test(option.split(" ")[0].replace("[no-]", "")))
            .map(option -> " (" + option + ")")
            .orElse("");
  }

  /** The option of {@code setting}, as the help shows it. */
  public static String option(Setting setting) {
    return switch (setting) {
      case BASE -> "--base DIR";
      case STORE -> "--store DIR";
      case SCORES -> "--scores FILE";
      case METRIC -> "--metric NAME";
      case PERCENT -> "--[no-]percent";
      case NEAREST_SCORES -> "--[no-]nearest-scores";
      case NAMING -> "--steps-named NAME";
      case OUTPUT -> "--out";
      case FIGURE -> "--figure";
      case TABLE -> "--table";
      case LORA_ALPHA -> "--lora-alpha A";
      case NON_FINITE -> "--allow-non-finite";
      case TARGET_STEP -> "--target-step N";
      case CLOCK -> "--clock steps";
      case FIT -> "--fit P";
      case REACH -> "--reach F";
      case SCALE -> "--scale";
      case REST -> "--rest last";
      case MODULES -> "--modules REGEX";
      case EXCLUDE -> "--exclude REGEX";
      case RANK -> "--rank R";
      case THREADS -> "--threads N";
      case LEG -> "--leg";
      case BUDGET -> "--budget";
      case SEARCH_SHARE -> "--max-search-share";
      case ERROR -> "--error";
      case MOST_RATE -> "--most-rate";
      case RATE_POWER -> "--rate-power";
      case AVERAGE -> "--average";
      case PLATEAU -> "--plateau";
      case FACTORS -> "--factors";
      case STEP -> "--step N";
      case STEPS -> "--steps";
      case BENCHMARKS -> "--benchmarks DIR";
      case SAMPLES -> "--samples";
      case TEMPERATURE -> "--temperature";
      case TOP_P -> "--top-p";
      case MAX_TOKENS -> "--max-tokens";
      case ENDPOINT -> "--endpoint URL";
      case CONCURRENCY -> "--concurrency";
      case DEVICE -> "--device";
      case MODEL -> "--model DIR";
      case CONFIG -> "--config FILE";
      case JUDGE -> "--judge TASK";
      case SPREAD -> "--refine SPREAD";
      case SCRATCH -> "--scratch DIR";
    };
  }
}
