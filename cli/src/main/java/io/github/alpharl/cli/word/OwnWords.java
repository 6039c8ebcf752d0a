package io.github.alpharl.cli.word;

import io.github.alpharl.disk.Mirror;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The words of the command that runs, for a process elsewhere: paths are absolute, and options that
 * take a value and are not for that process are left out.
 */
public record OwnWords(CommandSpec spec, List<String> without) {

  /** The words. */
  public List<String> list() {
    ParseResult parsed = spec.commandLine().getParseResult();
    Set<String> paths = new HashSet<>();
    for (ArgSpec arg : parsed.matchedArgs()) {
      if (arg.type() == Path.class || List.of(arg.auxiliaryTypes()).contains(Path.class)) {
        arg.originalStringValues().stream()
            .filter(path -> arg.isOption() || Files.exists(Path.of(path))) // else a server's name
            .forEach(paths::add);
      }
    }
    List<String> words = new ArrayList<>(List.of(spec.name()));
    String option = "";
    for (String word : parsed.expandedArgs()) {
      String name = word.startsWith("--") ? word.split("=", 2)[0] : "";
      if (!without.contains(name) && !without.contains(option)) {
        words.add(Mirror.current().shown(absolute(word, name, option, paths)));
      }
      option = takesNext(word, name) ? name : "";
    }
    return words;
  }

  private boolean takesNext(String word, String name) {
    OptionSpec option = name.isEmpty() ? null : spec.findOption(name);
    return option != null && option.arity().min() > 0 && !word.contains("=");
  }

  private String absolute(String word, String name, String option, Set<String> paths) {
    if (!name.isEmpty()) {
      String value = word.substring(Math.min(word.length(), name.length() + 1));
      return paths.contains(value) && isPath(name) ? name + "=" + resolved(value) : word;
    }
    boolean mayBe = option.isEmpty() || isPath(option);
    return mayBe && paths.contains(word) ? resolved(word) : word;
  }

  private boolean isPath(String option) {
    OptionSpec found = spec.findOption(option);
    return found != null && found.type() == Path.class;
  }

  private static String resolved(String path) {
    return Path.of(path).toAbsolutePath().toString();
  }
}
