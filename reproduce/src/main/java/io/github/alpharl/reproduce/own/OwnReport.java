package io.github.alpharl.reproduce.own;

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
 * What was found for one figure or table of a run.
 *
 * @param tables of it
 * @param notes on it, in sentences
 * @param picture of it, if it has one
 */
public record OwnReport(List<OwnTable> tables, List<String> notes, Optional<Picture> picture) {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the lists. */
  public OwnReport {
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  /** Prints the tables. */
  public void print(PrintWriter out, OwnItem item) {
    out.printf("%n%s: %s%n", item.id(), item.title());
    for (OwnTable table : tables) {
      out.printf("%n%s%n", table.caption());
      table.table().print(out);
    }
    notes.forEach(note -> out.println("* " + note));
  }

  /** All numbers in full precision. */
  public ObjectNode document(OwnItem item, String run) {
    ObjectNode document = JSON.createObjectNode();
    document.put("item", item.id()).put("title", item.title()).put("run", run);
    ArrayNode all = document.putArray("tables");
    tables.forEach(table -> all.add(table.json()));
    document.set("notes", JSON.valueToTree(notes));
    return document;
  }

  /** Writes ITEM.json, ITEM.md and the figure and tables in {@code formats} into {@code out}. */
  public void write(Path out, OwnItem item, String run, PaperFormats formats) {
    try {
      AtomicFile.write(
          out.resolve(item.id() + ".json"), JSON.writeValueAsString(document(item, run)) + "\n");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
    formats.write(
        out,
        item.id(),
        picture.map(Picture::drawing),
        tables.stream().map(OwnTable::table).toList());
    AtomicFile.write(out.resolve(item.id() + ".md"), markdown(item, run));
  }

  private String markdown(OwnItem item, String run) {
    StringBuilder text = new StringBuilder("# " + item.title() + "\n\nThe run: " + run + "\n\n");
    picture.ifPresent(
        _ -> text.append("![").append(item.title()).append("](").append(item.id() + ".svg)\n\n"));
    tables.forEach(table -> text.append(table.markdown()));
    notes.forEach(note -> text.append("- ").append(note).append('\n'));
    return text.toString();
  }
}
