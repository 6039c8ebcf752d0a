package io.github.alpharl.reproduce.item;

import com.fasterxml.jackson.databind.ObjectMapper;
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
 * What an item found. The same measurements give the same bytes.
 *
 * @param grids its tables
 * @param notes what they say, in sentences made of the figures
 * @param picture its figure, if it has one
 */
public record ItemReport(List<Grid> grids, List<String> notes, Optional<Picture> picture) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Copies the lists. */
  public ItemReport {
    grids = List.copyOf(grids);
    notes = List.copyOf(notes);
  }

  private static final String ERRORS =
      "± is the standard error over the seeds (their standard deviation over √n); Student's 95 %"
          + " interval and every seed's figure are in the JSON file. (k/n): only k of n seeds have"
          + " this figure.";

  private Page page(Item item) {
    return new Page(item.name(), item.title(), grids, notes, picture);
  }

  /** Prints the tables. */
  public void print(PrintWriter out, Item item) {
    page(item).print(out);
  }

  public ObjectNode document(Item item, List<Long> seeds) {
    ObjectNode head = JSON.createObjectNode();
    head.put("item", item.name()).put("title", item.title()).put("paper", item.paper());
    head.set("seeds", JSON.valueToTree(seeds));
    return page(item).document(head);
  }

  /**
   * Writes ITEM.json, ITEM.md and the figure and tables in {@code formats} into {@code out}.
   *
   * @param command that makes them again
   */
  public void write(Path out, Item item, List<Long> seeds, String command, PaperFormats formats) {
    Page page = page(item);
    String found = page.markdown("The paper: " + item.paper() + "\n\n    " + command);
    String markdown = found + (notes.isEmpty() ? "" : "\n") + ERRORS + "\n";
    page.write(out, document(item, seeds), markdown, formats);
  }
}
