package io.github.alpharl.cli.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** How help is laid out: commands in groups, options that few need apart, a synopsis in brief. */
public final class HelpLayout {

  /** The commands of each group; any other is a tool. */
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  private static final String TOOLS = "Tools";

  static {
    GROUPS.put(
        "A run",
        List.of(
            "inspect",
            "decompose",
            "dominance",
            "linearity",
            "forecast",
            "compare",
            "report",
            "watch",
            "diff",
            "headroom"));
    GROUPS.put("Models", List.of("predict", "reconstruct", "export", "evaluate", "behaviour"));
    GROUPS.put("The lab", List.of("quickstart", "train", "accelerate", "sample", "reproduce"));
  }

  /** What the library's own commands are for. */
  private static final Map<String, String> LIBRARY =
      Map.of(
          "help", "Shows the help of a command",
          "generate-completion", "Prints a script that completes commands in bash and zsh");

  /** Options with a good default, which a first reader may skip. */
  private static final Set<String> EXPERT =
      Set.of(
          "--adapter-dtype",
          "--adjusted",
          "--allow-non-finite",
          "--api-key-env",
          "--as",
          "--attempts",
          "--base-name",
          "--compose",
          "--concurrency",
          "--conf",
          "--confirm",
          "--device",
          "--error",
          "--eval-seed",
          "--exclude",
          "--first-round",
          "--fit-base",
          "--log-format",
          "--lora-alpha",
          "--merge",
          "--metrics-file",
          "--modules",
          "--poll",
          "--precision",
          "--reach",
          "--refine",
          "--residual",
          "--rest",
          "--seed",
          "--shard",
          "--shards",
          "--spark",
          "--steps-named",
          "--temperature",
          "--threads",
          "--timeout",
          "--top-k",
          "--top-p");

  /** Fewer options than these stand in the synopsis one by one, and in one list. */
  private static final int MANY = 12;

  private static final int NAME_WIDTH = 22;

  /** Before what goes on in a further line. */
  private static final String INDENT = "      ";

  private HelpLayout() {}

  /** Lays out the help of {@code line} and of all commands below it. */
  public static void apply(CommandLine line) {
    CommandSpec spec = line.getCommandSpec();
    Map<String, CommandLine.IHelpSectionRenderer> sections = line.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpLayout::footer);
    if (spec.parent() == null) {
      sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
      sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpLayout::groups);
    }
    if (spec.options().size() > MANY) {
      sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpLayout::synopsis);
      sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpLayout::options);
    }
    line.getSubcommands().values().forEach(HelpLayout::apply);
  }

  private static String groups(Help help) {
    Map<String, Help> commands = new LinkedHashMap<>(help.subcommands());
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (group, names) -> {
          Map<String, Help> chosen = new LinkedHashMap<>();
          names.stream()
              .filter(commands::containsKey)
              .forEach(name -> chosen.put(name, commands.remove(name)));
          text.append(group(help, group, chosen));
        });
    return text.append(group(help, TOOLS, commands)).toString();
  }

  private static String group(Help help, String name, Map<String, Help> commands) {
    Help.TextTable table =
        Help.TextTable.forColumns(
            help.colorScheme(),
            new Help.Column(NAME_WIDTH, 2, Help.Column.Overflow.SPAN),
            new Help.Column(
                help.commandSpec().usageMessage().width() - NAME_WIDTH,
                1,
                Help.Column.Overflow.WRAP));
    commands.forEach(
        (command, its) ->
            table.addRowValues(
                help.colorScheme().commandText(command),
                help.colorScheme().text(brief(its.commandSpec()))));
    return "%n%s:%n".formatted(name) + table;
  }

  /** What comes before the first stop, colon or semicolon. */
  private static String brief(CommandSpec spec) {
    if (LIBRARY.containsKey(spec.name())) {
      return LIBRARY.get(spec.name());
    }
    return spec.usageMessage()
        .description()[0]
        .replace("%n", "")
        .replace("%%", "%")
        .split("[.;:]( |$)")[0];
  }

  /** What must be said, and [options] for the rest. */
  private static String synopsis(Help help) {
    CommandSpec spec = help.commandSpec();
    List<String> words = new ArrayList<>();
    words.add(spec.qualifiedName());
    spec.positionalParameters().forEach(place -> words.add(place.paramLabel()));
    Set<OptionSpec> grouped = new LinkedHashSet<>();
    for (ArgGroupSpec group : spec.argGroups()) {
      grouped.addAll(group.allOptionsNested());
      if (group.multiplicity().min() > 0) {
        words.add(group.synopsis());
      }
    }
    spec.options().stream()
        .filter(option -> option.required() && !grouped.contains(option))
        .forEach(option -> words.add(option.longestName() + "=" + option.paramLabel()));
    return wrapped(words, help.commandSpec().usageMessage().width());
  }

  private static String wrapped(List<String> words, int width) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (String word : with(words, "[options]")) {
      if (at > 0 && at + 1 + word.length() > width - "Usage: ".length()) {
        text.append(System.lineSeparator()).append("             ");
        at = 6;
      } else if (at > 0) {
        text.append(' ');
      }
      text.append(word);
      at += 1 + word.length();
    }
    return text.append(System.lineSeparator()).toString();
  }

  private static List<String> with(List<String> words, String last) {
    List<String> all = new ArrayList<>(words);
    all.add(last);
    return all;
  }

  /** The examples; a long one goes on in a further line, so that it can be pasted. */
  private static String footer(Help help) {
    int width = help.commandSpec().usageMessage().width();
    return Arrays.stream(help.commandSpec().usageMessage().footer())
        .map(line -> continued(line.replace("%%", "%"), width) + System.lineSeparator())
        .collect(Collectors.joining());
  }

  /** A command goes on after a backslash, prose after a plain break. */
  private static String continued(String line, int width) {
    boolean command = line.startsWith(" ");
    int at = line.lastIndexOf(command ? " --" : " ", width - 2);
    return line.length() <= width || at <= INDENT.length()
        ? line
        : line.substring(0, at)
            + (command ? " \\" : "")
            + System.lineSeparator()
            + continued((command ? INDENT : "") + line.substring(at + 1), width);
  }

  private static String options(Help help) {
    Map<Boolean, List<OptionSpec>> parts =
        help.commandSpec().options().stream()
            .filter(option -> !option.hidden())
            .sorted(Comparator.comparing(option -> option.longestName()))
            .collect(Collectors.partitioningBy(HelpLayout::isExpert));
    String expert = parts.get(true).isEmpty() ? "" : "%nFor experts:%n".formatted();
    return "%n".formatted() + list(help, parts.get(false)) + expert + list(help, parts.get(true));
  }

  private static boolean isExpert(ArgSpec arg) {
    return arg instanceof OptionSpec option
        && EXPERT.contains(option.longestName())
        && !(option.longestName().equals("--reach") && arg.command().name().equals("forecast"));
  }

  private static String list(Help help, List<OptionSpec> options) {
    Help.Layout layout = help.createDefaultLayout(options, List.of(), help.colorScheme());
    layout.addOptions(options, help.parameterLabelRenderer());
    return layout.toString();
  }
}
