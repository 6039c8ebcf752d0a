package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents tell people to type, and where they send them. */
class DocumentsTest {

  /** Such as {@code [the report](report.md#parts)}. */
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  /** Such as {@code <dt id="word-hold">hold</dt> <dd>the forecaster …</dd>}. */
  private static final Pattern WORD =
      Pattern.compile("<dt id=\"word-[a-z0-9-]+\">(.+?)</dt>\\s*<dd>(.+?)</dd>");

  /** What stands for words of the reader's choice: {@code [--json]}, {@code a|b}, {@code …}. */
  private static final Pattern OPEN = Pattern.compile("…|\\[|\\.\\.\\.|\\w\\|\\w");

  private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    pages.add(ROOT.resolve("README.md"));
    try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }

  @Test
  void everyCommandIsTakenByTheCommandLine() throws IOException {
    int taken = 0;
    List<String> complaints = new ArrayList<>();
    for (Path page : pages()) {
      for (String command : ShellWords.commands(Files.readString(page))) {
        if (!OPEN.matcher(command).find()) {
          ShellWords.complaint(command).ifPresent(found -> complaints.add(page + ": " + found));
          taken++;
        }
      }
    }
    assertThat(complaints).isEmpty();
    assertThat(taken).isGreaterThan(40);
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    for (Path page : pages()) {
      List<String> links =
          LINK.matcher(Files.readString(page)).results().map(found -> found.group(1)).toList();
      assertThat(links)
          .as(page.toString())
          .allMatch(link -> Files.exists(page.resolveSibling(link)));
    }
  }

  @Test
  void theIndexNamesEveryPage() throws IOException {
    String index = Files.readString(ROOT.resolve("docs/README.md"));
    String compatibility = Files.readString(ROOT.resolve("docs/compatibility.md"));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".md") && !name.equals("README.md"))
          .allMatch(name -> (index + compatibility).contains("(" + name + ")"));
    }
  }

  @Test
  void theReportsWordsAreThoseOfTheGlossary() throws IOException {
    String glossary = Files.readString(ROOT.resolve("docs/glossary.md")).replace("`", "");
    String page =
        Files.readString(
            ROOT.resolve("report/src/main/resources/io/github/alpharl/report/report.html"));
    List<MatchResult> words = WORD.matcher(page).results().toList();
    assertThat(words).hasSizeGreaterThan(8);
    for (MatchResult word : words) {
      assertThat(glossary).contains("| " + word.group(1) + " | " + word.group(2) + " |");
    }
  }

  @Test
  void theFirstScreenIsShort() throws IOException {
    List<String> lines = Files.readAllLines(ROOT.resolve("README.md"));
    assertThat(lines).hasSizeLessThan(150);
    assertThat(String.join("\n", lines.subList(0, 25))).contains("./alpharl predict");
  }

  @Test
  void proseIsNoWiderThan120Columns() throws IOException {
    for (Path page : pages()) {
      if (page.getParent().endsWith("benchmarks")) {
        continue; // written by programs
      }
      boolean code = false;
      for (String line : Files.readAllLines(page)) {
        code ^= line.strip().startsWith("```");
        boolean whole = code || line.startsWith("|") || line.startsWith("    ");
        assertThat(whole ? "" : line).as(page.toString()).hasSizeLessThanOrEqualTo(120);
      }
    }
  }

  @Test
  void everyCommandIsInTheReference() throws IOException {
    String reference = Files.readString(ROOT.resolve("docs/reference.md"));
    List<String> named =
        Pattern.compile("\\| `([a-z-]+)")
            .matcher(reference)
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(named).containsAll(ShellWords.names());
  }
}
