package io.github.alpharl.reproduce.own;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.report.PaperFormats;
import io.github.alpharl.report.Picture;
import io.github.alpharl.reproduce.page.Grid;
import io.github.alpharl.reproduce.page.Page;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What was found for one figure or table of a run.
 *
 * @param tables of it
 * @param notes on it, in sentences
 * @param picture of it, if it has one
 */
public record OwnReport(List<Grid> tables, List<String> notes, Optional<Picture> picture) {

  /** Copies the lists. */
  public OwnReport {
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  private Page page(OwnItem item) {
    return new Page(item.id(), item.title(), tables, notes, picture);
  }

  /** Prints the tables. */
  public void print(PrintWriter out, OwnItem item) {
    page(item).print(out);
  }

  /** All numbers in full precision. */
  public ObjectNode document(OwnItem item, String run) {
    ObjectNode head = JsonNodeFactory.instance.objectNode();
    head.put("item", item.id()).put("title", item.title()).put("run", run);
    return page(item).document(head);
  }

  /** Writes ITEM.json, ITEM.md and the figure and tables in {@code formats} into {@code out}. */
  public void write(Path out, OwnItem item, String run, PaperFormats formats) {
    Page page = page(item);
    page.write(out, document(item, run), page.markdown("The run: " + run), formats);
  }
}
