package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The tables of what people's inputs become name test methods, and these are there. */
class CompatibilityTest {

  /** Such as {@code HubCacheTest.anOldIdIsOneName}. */
  private static final Pattern NAMED = Pattern.compile("\\b([A-Z]\\w*Test)\\b(?:\\.(\\w+))?");

  /** Such as {@code void linksAreFollowedOnce(}; helpers of a test class are private. */
  private static final Pattern METHOD = Pattern.compile("(?m)^  void (\\w+)\\(");

  private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");

  /** The test methods of every test class by its simple name. */
  private static final Map<String, Set<String>> METHODS = new HashMap<>();

  @BeforeAll
  static void readSources() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT.toAbsolutePath().normalize())) {
      for (Path sources : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(sources)) {
          readTests(sources);
        }
      }
    }
  }

  private static void readTests(Path sources) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(path -> path.toString().endsWith("Test.java")).toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        Set<String> methods = METHODS.computeIfAbsent(name, _ -> new HashSet<>());
        for (MatchResult found : METHOD.matcher(Files.readString(file)).results().toList()) {
          methods.add(found.group(1));
        }
      }
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("compatibility"))
          .sorted()
          .toList();
    }
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path page : pages()) {
      for (MatchResult named : NAMED.matcher(Files.readString(page)).results().toList()) {
        Set<String> methods = METHODS.get(named.group(1));
        boolean there = methods != null && methods.contains(named.group(2));
        found += there ? 1 : 0;
        if (!there) {
          missing.add(page.getFileName() + ": " + named.group());
        }
      }
    }
    assertThat(missing).as("named without a method, or not there").isEmpty();
    assertThat(found).isGreaterThan(100);
  }

  /** Rows of the tables whose header has a column {@code test …}. */
  @Test
  void everyRowNamesATestMethod() throws IOException {
    List<String> bare = new ArrayList<>();
    int rows = 0;
    for (Path page : pages()) {
      boolean held = false;
      String above = "";
      for (String line : Files.readAllLines(page)) {
        List<String> cells = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        boolean head = cells.stream().anyMatch(cell -> cell.startsWith("test"));
        held = line.startsWith("|") && (above.startsWith("|") ? held : head);
        boolean row = held && above.startsWith("|") && !line.startsWith("| ---");
        rows += row ? 1 : 0;
        if (row && !NAMED.matcher(cells.get(cells.size() - 2)).find()) {
          bare.add(page.getFileName() + ": " + line);
        }
        above = line;
      }
    }
    assertThat(bare).isEmpty();
    assertThat(rows).isGreaterThan(100);
  }
}
