package io.github.alpharl.cli.command;

import io.github.alpharl.failure.Meant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the words of a command, in one sentence, with what may have been meant. */
public final class Mistakes {

  private Mistakes() {}

  /** The sentence. */
  public static String sentence(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      return unknown(error.getCommandLine(), unmatched.getUnmatched());
    }
    ArgSpec arg = error.getArgSpec();
    if (arg != null && arg.type().isEnum() && error.getValue() != null) {
      return choice(arg, error.getValue());
    }
    return error
        .getMessage()
        .replace("is not a double", "is not a number")
        .replaceFirst("is not an? (int|long)$", "is not a whole number"); // '1.5' is not an int
  }

  private static String unknown(CommandLine line, List<String> words) {
    CommandSpec spec = line.getCommandSpec();
    List<String> options = words.stream().filter(word -> word.startsWith("-")).toList();
    if (!options.isEmpty()) {
      List<String> known =
          spec.options().stream()
              .filter(option -> !option.hidden())
              .map(OptionSpec::longestName)
              .toList();
      return spec.name()
          + " has no option "
          + options.stream()
              .map(word -> word.split("=", 2)[0])
              .map(name -> name + Meant.hint(name, known))
              .collect(Collectors.joining(", nor "));
    }
    String word = words.getFirst();
    if (line.getSubcommands().isEmpty()) {
      return spec.name() + " takes no further word '" + word + "'";
    }
    return (spec.parent() == null ? "there is no command '" : spec.name() + " has no command '")
        + word
        + "'"
        + Meant.hint(word, line.getSubcommands().keySet());
  }

  private static String choice(ArgSpec arg, String value) {
    List<String> known =
        StreamSupport.stream(arg.completionCandidates().spliterator(), false)
            .map(name -> name.toLowerCase(Locale.ROOT))
            .toList();
    String name = arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    return "%s is one of %s, not '%s'%s"
        .formatted(
            name,
            String.join(", ", known),
            value,
            Meant.hint(value.toLowerCase(Locale.ROOT), known));
  }
}
