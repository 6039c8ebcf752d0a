package io.github.alpharl.reproduce.own;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.FolderLock;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.report.PaperFormats;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the figures and the table of an own run in a directory. Accuracies are kept in its folder
 * {@code measured}: killed at any moment, the same call goes on.
 *
 * @param run of which they are
 * @param out where they go
 * @param formats of figures and tables
 */
public record OwnReproduction(OwnRun run, Path out, PaperFormats formats) {

  /**
   * Makes {@code items}; several leave out what the run cannot give, and say so.
   *
   * @param print where tables go; empty for nowhere
   * @return the items' documents by name
   * @throws UsageException where a single item lacks scores or a judge
   */
  public Map<String, ObjectNode> make(List<OwnItem> items, Optional<PrintWriter> print) {
    try (FolderLock _ = FolderLock.take(out, "reproduce")) {
      Map<String, ObjectNode> documents = new LinkedHashMap<>();
      for (OwnItem item : items) {
        Optional<Setting> missing = item.missing(run);
        if (missing.isEmpty()) {
          documents.put(item.id(), make(item, print));
        } else if (items.size() == 1) {
          throw UsageException.of("%s needs %s", item.id(), words(missing.get())).by(missing.get());
        } else {
          run.tell().accept(item.id() + " is left out: it needs " + words(missing.get()));
        }
      }
      print.ifPresent(to -> to.printf("%nTables, figures and data are in %s%n", out));
      return documents;
    }
  }

  private static String words(Setting needed) {
    return needed == Setting.JUDGE ? "a judge" : needed.words();
  }

  private ObjectNode make(OwnItem item, Optional<PrintWriter> print) {
    OwnReport report = item.of(run);
    String name = run.study().path().toString();
    report.write(out, item, name, formats);
    print.ifPresent(to -> report.print(to, item));
    return report.document(item, name);
  }
}
