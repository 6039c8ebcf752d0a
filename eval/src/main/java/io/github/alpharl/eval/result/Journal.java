package io.github.alpharl.eval.result;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The samples of an unfinished evaluation: each is on the device before the next is asked for a
 * place. The first line names the evaluation; a line that a kill cut short is dropped when the file
 * is opened again; without any sample it is begun anew. The texts stay on disk; what is held of a
 * sample is where its line lies.
 */
final class Journal implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final SampleIndex index;
  private long end;

  private Journal(Path file, FileChannel channel, SampleIndex index) {
    this.file = file;
    this.channel = channel;
    this.index = index;
  }

  /**
   * Opens or begins the journal of the evaluation {@code identity} in {@code file}.
   *
   * @param index empty; told of every sample in the file
   * @throws BadDataException where the file is that of another evaluation
   */
  static Journal open(Path file, String identity, SampleIndex index) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      var journal = new Journal(file, channel, index);
      journal.recover(identity);
      return journal;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void recover(String identity) throws IOException {
    try (LineReader lines = new LineReader(file)) {
      LineReader.Line first = lines.next();
      LineReader.Line second = lines.next();
      if (second != null || (first != null && evaluation(first).equals(identity))) {
        requireSame(identity, first);
        end = first.end();
      }
      for (LineReader.Line line = second; line != null; line = lines.next()) {
        index.put(SampleLine.read(file, line), line.start(), line.bytes().length);
        end = line.end();
      }
    }
    channel.truncate(end).position(end);
    if (end == 0) {
      append(JsonLines.MAPPER.createObjectNode().put("evaluation", identity));
      force();
    }
  }

  private String evaluation(LineReader.Line first) {
    return SampleLine.parse(file, first).path("evaluation").asText();
  }

  private void requireSame(String identity, LineReader.Line first) {
    String found = evaluation(first);
    if (!found.equals(identity)) {
      throw BadDataException.of(
              "%s holds the samples of another evaluation (%s, not %s); write this one elsewhere or"
                  + " delete that file",
              file, found, identity)
          .in(file)
          .as(Defect.MISMATCH);
    }
  }

  /** How many samples it holds. */
  long count() {
    return index.count();
  }

  /** The samples of problem {@code problem}, from 0, that it lacks. */
  List<Integer> missing(int problem) {
    return index.missing(problem);
  }

  /** The sample {@code i} of problem {@code problem}, both counted from 0. */
  Sample read(int problem, int i) {
    long start = index.start(problem, i);
    ByteBuffer bytes = ByteBuffer.allocate(index.length(problem, i));
    try {
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) >= 0) {
        // goes on until the line is whole
      }
      return SampleLine.read(file, new LineReader.Line(0, start, bytes.array()));
    } catch (IOException e) {
      throw EnvironmentException.because(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Adds a sample and returns when it is on the device. */
  void add(Sample sample) {
    addUnforced(sample);
    force();
  }

  /** Adds one of many samples that lie elsewhere too. */
  void addUnforced(Sample sample) {
    long start = end;
    int length = append(SampleLine.of(sample));
    index.put(sample, start, length);
  }

  private int append(ObjectNode line) {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      end += bytes.length;
      return bytes.length - 1;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** Returns when all is on the device. */
  void force() {
    try {
      channel.force(false);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static EnvironmentException failed(Path file, IOException e) {
    return EnvironmentException.because(file + ": cannot be written: " + e.getMessage(), e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
