package io.github.alpharl.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class InkTest {

  @Test
  void coloursAreForTerminalsThatShowThemUnlessTheyAreForcedOrForbidden() {
    assertThat(Ink.wanted(Map.of("TERM", "xterm-256color"), true)).isTrue();
    assertThat(Ink.wanted(Map.of("TERM", "xterm-256color"), false)).isFalse();
    assertThat(Ink.wanted(Map.of("TERM", "dumb"), true)).isFalse();
    assertThat(Ink.wanted(Map.of("CLICOLOR", "0"), true)).isFalse();
    assertThat(Ink.wanted(Map.of("CLICOLOR_FORCE", "1", "TERM", "dumb"), false)).isTrue();
    assertThat(Ink.wanted(Map.of("CLICOLOR_FORCE", "0"), false)).isFalse();
    assertThat(Ink.wanted(Map.of("NO_COLOR", "1", "CLICOLOR_FORCE", "1"), true)).isFalse();
    assertThat(Ink.wanted(Map.of("NO_COLOR", ""), true)).isTrue();
  }

  private static String printed(Table table, UnaryOperator<PrintWriter> terminal) {
    StringWriter text = new StringWriter();
    PrintWriter out = terminal.apply(new PrintWriter(text));
    table.print(out);
    out.flush();
    return text.toString();
  }

  @Test
  void titlesAndVerdictsHaveColoursAndNothingElseChanges() {
    Table table = new Table("run", "hit").verdict("no", Ink.Tone.BAD).row("a", "no").row("no", 12);
    String plain = printed(table, UnaryOperator.identity());
    String inked = printed(table, Ink::new);
    assertThat(plain).doesNotContain("\u001b");
    assertThat(inked).startsWith("\u001b[1mrun  hit\u001b[0m").contains("   \u001b[31mno\u001b[0m");
    assertThat(inked.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    assertThat(printed(table, out -> new TablePrinter(new Ink(out), _ -> {}))).isEqualTo(inked);
  }

  @Test
  void columnsWithoutRoomFollowBelow() {
    Table wide = new Table("module", "a", "b", "c");
    wide.row("x", "1".repeat(40), "2".repeat(40), "3");
    wide.row("y", "4", "5", "6");
    String text = printed(wide, UnaryOperator.identity());
    assertThat(text.lines()).allMatch(line -> line.length() <= 80);
    assertThat(text.lines().filter(line -> line.startsWith("module"))).hasSize(2);
    assertThat(text.split("\\R\\R")[1].lines()).last().asString().matches("y +5 +6");
  }

  @Test
  void columnsInWhichNothingIsToldAreLeftOut() {
    Table table = new Table("rank", "accuracy", "where").row("1", "–", "a").row("2", "–", "");
    assertThat(printed(table.withoutEmpty(), UnaryOperator.identity()).lines())
        .containsExactly("rank  where", "───────────", "1     a", "2");
  }
}
