package io.github.alpharl.reproduce.item;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.report.PaperFormats;
import io.github.alpharl.report.Picture;
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

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the lists. */
  public ItemReport {
    grids = List.copyOf(grids);
    notes = List.copyOf(notes);
  }

  private static final String ERRORS =
      "± is the standard error over the seeds (their standard deviation over √n); Student's 95 %"
          + " interval and every seed's figure are in the JSON file. (k/n): only k of n seeds have"
          + " this figure.";

  /** Prints the tables. */
  public void print(PrintWriter out, Item item) {
    out.printf("%n%s: %s%n", item.name(), item.title());
    for (Grid grid : grids) {
      out.printf("%n%s%n", grid.caption());
      grid.table().print(out);
    }
    notes.forEach(note -> out.println("* " + note));
  }

  public ObjectNode document(Item item, List<Long> seeds) {
    ObjectNode document = JSON.createObjectNode();
    document.put("item", item.name()).put("title", item.title()).put("paper", item.paper());
    document.set("seeds", JSON.valueToTree(seeds));
    var tables = document.putArray("tables");
    grids.forEach(grid -> tables.add(grid.json()));
    document.set("notes", JSON.valueToTree(notes));
    return document;
  }

  /**
   * Writes ITEM.json, ITEM.md and the figure and tables in {@code formats} into {@code out}.
   *
   * @param command that makes them again
   */
  public void write(Path out, Item item, List<Long> seeds, String command, PaperFormats formats) {
    try {
      AtomicFile.write(
          out.resolve(item.name() + ".json"),
          JSON.writeValueAsString(document(item, seeds)) + "\n");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    formats.write(
        out, item.name(), picture.map(Picture::drawing), grids.stream().map(Grid::table).toList());
    AtomicFile.write(out.resolve(item.name() + ".md"), markdown(item, command));
  }

  private String markdown(Item item, String command) {
    StringBuilder text = new StringBuilder("# " + item.title() + "\n\n");
    text.append("The paper: ").append(item.paper()).append("\n\n");
    text.append("    ").append(command).append("\n\n");
    picture.ifPresent(
        _ -> text.append("![").append(item.title()).append("](").append(item.name() + ".svg)\n\n"));
    grids.forEach(grid -> text.append(grid.markdown()));
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    return text.append(notes.isEmpty() ? "" : "\n").append(ERRORS).append('\n').toString();
  }
}
