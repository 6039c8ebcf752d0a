package io.github.alpharl.reproduce.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.report.PaperFormats;
import io.github.alpharl.report.Picture;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One figure or table of the paper with what was found.
 *
 * @param name of its files
 * @param title of it
 * @param grids its tables
 * @param notes on them, in sentences
 * @param picture its figure, if it has one
 */
public record Page(
    String name, String title, List<Grid> grids, List<String> notes, Optional<Picture> picture) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Prints title, tables and notes. */
  public void print(PrintWriter out) {
    out.printf("%n%s: %s%n", name, title);
    for (Grid grid : grids) {
      out.printf("%n%s%n", grid.caption());
      grid.table().print(out);
    }
    notes.forEach(note -> out.println("* " + note));
  }

  /** {@code head} with all numbers after it, in full precision. */
  public ObjectNode document(ObjectNode head) {
    ArrayNode tables = head.putArray("tables");
    grids.forEach(grid -> tables.add(grid.json()));
    head.set("notes", JSON.valueToTree(notes));
    return head;
  }

  /** The figure, the tables and the notes below {@code intro}. */
  public String markdown(String intro) {
    StringBuilder text = new StringBuilder("# " + title + "\n\n" + intro + "\n\n");
    picture.ifPresent(
        _ -> text.append("![").append(title).append("](").append(name).append(".svg)\n\n"));
    grids.forEach(grid -> text.append(grid.markdown()));
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }

  /** Writes NAME.json, NAME.md and the figure and tables in {@code formats} into {@code out}. */
  public void write(Path out, ObjectNode document, String markdown, PaperFormats formats) {
    try {
      AtomicFile.write(out.resolve(name + ".json"), JSON.writeValueAsString(document) + "\n");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    formats.write(
        out, name, picture.map(Picture::drawing), grids.stream().map(Grid::table).toList());
    AtomicFile.write(out.resolve(name + ".md"), markdown);
  }
}
