package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command's JSON against docs/json.md: version, case, and that each key is told of. */
class JsonDocumentsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Such as {@code ## linearity}. */
  private static final Pattern HEADING = Pattern.compile("(?m)^## (.+)$");

  /** Such as {@code `meanR2`}. */
  private static final Pattern KEY = Pattern.compile("`([a-z][A-Za-z0-9]*)`");

  private static final Pattern CAMEL = Pattern.compile("[a-z][A-Za-z0-9]*");

  @TempDir private Path temp;

  private Map<String, Object[]> commands() {
    Path run = SmallRun.write(temp.resolve("run"));
    Map<String, Object[]> commands = new LinkedHashMap<>();
    commands.put("inspect", new Object[] {run});
    commands.put("decompose", new Object[] {run});
    commands.put("dominance", new Object[] {run});
    commands.put("linearity", new Object[] {run, "--project", SmallModel.modules().getFirst()});
    commands.put("forecast", new Object[] {run});
    commands.put(
        "predict",
        new Object[] {run, "--window", "1..40", "--target-step", 50, "--out", temp.resolve("p")});
    commands.put("compare", new Object[] {run, "--window", "1..50"});
    commands.put("headroom", new Object[] {run, "--window", "1..40"});
    commands.put(
        "reconstruct", new Object[] {run, "--step", 50, "--adapter", "--out", temp.resolve("a")});
    commands.put("diff", new Object[] {run.resolve("step-0"), run.resolve("step-50")});
    commands.put("export", new Object[] {run.resolve("step-50"), "--out", temp.resolve("e")});
    commands.put("report", new Object[] {run, "--out", temp.resolve("report.html")});
    commands.put("watch", new Object[] {run, "--once"});
    commands.put("reproduce", new Object[] {"figure-15", "--run", run, "--out", temp.resolve("f")});
    commands.put("grade", new Object[] {"--gold", "1/2", "--answer", "0.5"});
    commands.put("ls", new Object[] {"forecasters"});
    commands.put("doctor", new Object[0]);
    return commands;
  }

  @Test
  void everyKeyIsTold() throws IOException {
    Map<String, Set<String>> told = told();
    List<String> complaints = new ArrayList<>();
    for (Map.Entry<String, Object[]> entry : commands().entrySet()) {
      List<Object> words = new ArrayList<>(List.of(entry.getKey()));
      words.addAll(List.of(entry.getValue()));
      words.add("--json");
      Cli.Result found = Cli.run(words.toArray());
      if (found.out().isEmpty()) {
        complaints.add(entry.getKey() + ": " + found.err());
        continue;
      }
      JsonNode document = JSON.readTree(found.out());
      assertThat(document.fieldNames().next()).as(entry.getKey()).isEqualTo("schemaVersion");
      Set<String> keys = new TreeSet<>();
      collect(document, keys);
      keys.removeAll(told.get("All documents"));
      keys.removeAll(told.getOrDefault(entry.getKey(), Set.of()));
      if (!keys.isEmpty()) {
        complaints.add(entry.getKey() + ": " + keys);
      }
    }
    assertThat(complaints).isEmpty();
  }

  /** All keys at any depth. */
  private static void collect(JsonNode node, Set<String> keys) {
    node.fieldNames().forEachRemaining(keys::add);
    node.forEach(child -> collect(child, keys));
  }

  /** The keys of each section of the page. */
  private static Map<String, Set<String>> told() throws IOException {
    Path page =
        (Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..")).resolve("docs/json.md");
    String text = Files.readString(page);
    List<MatchResult> headings = HEADING.matcher(text).results().toList();
    Map<String, Set<String>> told = new LinkedHashMap<>();
    for (int i = 0; i < headings.size(); i++) {
      int end = i + 1 < headings.size() ? headings.get(i + 1).start() : text.length();
      String section = text.substring(headings.get(i).end(), end);
      Set<String> keys =
          KEY.matcher(section).results().map(found -> found.group(1)).collect(Collectors.toSet());
      assertThat(keys).allMatch(key -> CAMEL.matcher(key).matches());
      told.put(headings.get(i).group(1), keys);
    }
    return told;
  }
}
