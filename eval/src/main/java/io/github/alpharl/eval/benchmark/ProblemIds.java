package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Names problems: by a column that tells them apart, else by their lines. */
final class ProblemIds {

  private final Path file;
  private final Consumer<String> notes;

  ProblemIds(Path file, Consumer<String> notes) {
    this.file = file;
    this.notes = notes;
  }

  List<String> of(List<Row> rows, List<RowFields> fields) {
    Optional<String> column = RowFields.idColumn(fields.getFirst());
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      String line = Integer.toString(rows.get(i).number());
      RowFields row = fields.get(i);
      ids.add(column.flatMap(name -> row.text(List.of(name))).orElse(line));
    }
    int different = new HashSet<>(ids).size();
    if (different == ids.size()) {
      return ids;
    }
    boolean category = column.orElseThrow().equals("name") || 2 * different <= ids.size();
    if (!category || ids.size() == 2) {
      return apart(rows, ids);
    }
    notes.accept(
        "%s: %s repeats (%d different in %d rows) and is no id; the rows' numbers are"
            .formatted(file, column.orElseThrow(), different, ids.size()));
    return rows.stream().map(row -> Integer.toString(row.number())).toList();
  }

  /** Ids of which some occur again: the later row's has its place added, and that is said. */
  private List<String> apart(List<Row> rows, List<String> ids) {
    Map<String, String> places = new HashMap<>();
    List<String> apart = new ArrayList<>();
    List<String> again = new ArrayList<>();
    for (int i = 0; i < ids.size(); i++) {
      String place = rows.get(i).place();
      String earlier = places.putIfAbsent(ids.get(i), place);
      apart.add(earlier == null ? ids.get(i) : ids.get(i) + " (" + place + ")");
      if (earlier != null) {
        again.add(ids.get(i) + " of " + earlier + " in " + place);
      }
    }
    if (new HashSet<>(apart).size() < apart.size()) {
      throw BadDataException.of("%s: ids repeat (%s)", file, again.getFirst())
          .in(file)
          .as(Defect.MISMATCH);
    }
    notes.accept(
        "%s: %d of %d ids occur again (%s%s); such rows are named with their place"
            .formatted(
                file, again.size(), ids.size(), again.getFirst(), again.size() > 1 ? ", …" : ""));
    return apart;
  }
}
