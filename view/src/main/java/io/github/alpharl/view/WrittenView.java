package io.github.alpharl.view;

import io.github.alpharl.study.ModelOutput;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was written.
 *
 * @param document with "out", "kind" and "notes", and "baseName" of an adapter
 */
public record WrittenView(Map<String, Object> document) implements View {

  /** A model as a part of a document. */
  public static Map<String, Object> of(ModelOutput.Written written) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("out", written.out().toString());
    document.put("kind", written.form().name().toLowerCase(Locale.ROOT));
    written.baseName().ifPresent(name -> document.put("baseName", name));
    written
        .cut()
        .ifPresent(
            kept -> {
              document.put("rank", kept.rank());
              document.put("updateNorm", kept.norm());
              document.put("cutNorm", kept.lostNorm());
            });
    written
        .lost()
        .ifPresent(
            lost -> {
              document.put("lostNorm", lost.norm());
              document.put("carriedNorm", lost.carriedNorm());
            });
    document.put("notes", written.notes());
    return document;
  }

  @Override
  public void print(PrintWriter out) {
    out.println("wrote " + document.get("kind") + " " + document.get("out"));
    if (document.get("notes") instanceof List<?> notes) {
      notes.forEach(note -> out.println("note: " + note));
    }
    if (document.get("baseName") instanceof String base) {
      LoadingLines.of(base, Path.of(document.get("out").toString())).forEach(out::println);
    }
  }
}
