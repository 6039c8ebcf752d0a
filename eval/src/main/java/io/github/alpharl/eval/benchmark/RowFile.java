package io.github.alpharl.eval.benchmark;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The rows of a data set: JSON lines, a JSON document, CSV or parquet, told apart by their first
 * bytes; all but parquet may be compressed by gzip. No more is read than is wanted.
 */
final class RowFile {

  private static final int LOOK = 1 << 16;

  private final Path file;
  private final int limit;
  private final List<Row> rows = new ArrayList<>();

  private RowFile(Path file, int limit) {
    this.file = file;
    this.limit = limit;
  }

  /** The first {@code limit} rows of {@code file}, at least one. */
  static List<Row> first(Path file, int limit) {
    if (Files.isDirectory(file)) {
      throw folder(file);
    }
    RowFile reader = new RowFile(file, limit);
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), 2 * LOOK)) {
      reader.read(raw);
    } catch (NoSuchFileException e) {
      throw EnvironmentException.because(file + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw BadDataException.because(
              file + ": is not UTF-8 text; convert it: iconv -f LATIN1 -t UTF-8", e)
          .in(file);
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
    if (reader.rows.isEmpty()) {
      throw BadDataException.of("%s is empty; one JSON object a line is expected", file)
          .in(file)
          .as(Defect.MISSING);
    }
    return reader.rows;
  }

  /** A folder is no data set; one that Python's datasets saved is said to be. */
  static BadDataException folder(Path folder) {
    boolean several = Files.exists(folder.resolve("dataset_dict.json"));
    boolean saved = several || Files.exists(folder.resolve("state.json"));
    String load = "datasets.load_from_disk('" + folder + "')" + (several ? "['test']" : "");
    String message =
        saved
            ? folder + " was saved by datasets; convert it: " + python("datasets", load, folder)
            : folder + " is a folder; name the file in it that holds the problems";
    return BadDataException.of("%s", message).in(folder).as(Defect.UNSUPPORTED);
  }

  /** The command by which {@code load}, of Python's datasets, becomes JSON lines. */
  private static String python(String module, String load, Path file) {
    return "python -c \"import " + module + "; " + load + ".to_json('" + stem(file) + ".jsonl')\"";
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("\\.[^.]*$", "");
  }

  private void read(InputStream in) throws IOException {
    byte[] head = look(in);
    if (startsWith(head, 0x1f, 0x8b)) {
      BufferedInputStream inside = new BufferedInputStream(new GZIPInputStream(in, LOOK), 2 * LOOK);
      readText(inside, look(inside));
    } else if (startsWith(head, 'P', 'A', 'R', '1')) {
      ParquetRows.read(file, this::add);
    } else {
      readText(in, head);
    }
  }

  private void readText(InputStream in, byte[] head) throws IOException {
    requireText(head);
    String text = new String(head, StandardCharsets.UTF_8).replaceFirst("^\uFEFF?\\s*", "");
    if (text.isEmpty()) {
      return;
    }
    if (text.startsWith("[") || (text.startsWith("{") && JsonRows.isDocument(text))) {
      JsonRows.readDocument(file, in, this::add);
    } else if (text.startsWith("{") || !CsvRows.isCsv(text)) {
      JsonRows.readLines(file, in, this::add);
    } else {
      CsvRows.read(file, in, text, this::add);
    }
  }

  private void requireText(byte[] head) {
    if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) {
      throw BadDataException.of("%s is compressed by zstd; unpack it: zstd -d %s", file, file)
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    if (startsWith(head, 'A', 'R', 'R', 'O', 'W', '1')) {
      throw BadDataException.of("%s is an Arrow file; convert it: %s", file, conversion())
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    if (startsWith(head, 0xff, 0xff, 0xff, 0xff)) {
      String load = "datasets.Dataset.from_file('" + file + "')";
      throw BadDataException.of(
              "%s is a stream of Arrow; convert it: %s", file, python("datasets", load, file))
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    if (startsWith(head, 0x80, 4) || startsWith(head, 0x80, 5)) {
      throw BadDataException.of(
              "%s is a pickle; convert it: %s", file, conversion("read_pickle", file))
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    if (startsWith(head, 0xff, 0xfe) || startsWith(head, 0xfe, 0xff)) {
      throw BadDataException.of(
              "%s is UTF-16 text; convert it: iconv -f UTF-16 -t UTF-8 %s", file, file)
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    if (startsWith(head, 'P', 'K', 3, 4) || startsWith(head, 'P', 'A', 'R', '1')) {
      throw BadDataException.of("%s is an archive; unpack it and name the file in it", file)
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
  }

  private String conversion() {
    return conversion("read_feather", file);
  }

  /** The command that makes JSON lines of {@code file} by pandas' function {@code reader}. */
  static String conversion(String reader, Path file) {
    String stem = stem(file);
    String read = "python -c \"import pandas; pandas." + reader + "('" + file + "')";
    return read + ".to_json('" + stem + ".jsonl', orient='records', lines=True)\"";
  }

  private static byte[] look(InputStream in) throws IOException {
    in.mark(LOOK);
    byte[] head = in.readNBytes(LOOK);
    in.reset();
    return head;
  }

  private static boolean startsWith(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (head.length <= i || (head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Takes a row; false when no more are wanted. */
  private boolean add(Row row) {
    if (rows.size() < limit) {
      rows.add(row);
    }
    return rows.size() < limit;
  }

  /** Where rows go. */
  @FunctionalInterface
  interface RowSink {

    /** Takes a row; false when no more are wanted. */
    boolean add(Row row);
  }
}
