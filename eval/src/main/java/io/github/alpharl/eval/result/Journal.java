package io.github.alpharl.eval.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.eval.sampler.Sample;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.json.JsonLines;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;

/**
 * The samples of an unfinished evaluation: each is on the device before the next is asked for a
 * place. The first line names the evaluation; a line that a kill cut short is dropped when the file
 * is opened again.
 */
final class Journal implements AutoCloseable {

  private final Path file;
  private final FileChannel channel;
  private final Map<SampleKey, Sample> samples = new TreeMap<>();

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens or begins the journal of the evaluation {@code identity} in {@code file}.
   *
   * @throws BadDataException where the file is that of another evaluation
   */
  static Journal open(Path file, String identity) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      var channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      var journal = new Journal(file, channel);
      journal.recover(identity);
      return journal;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void recover(String identity) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] != '\n') {
      end--;
    }
    channel.truncate(end).position(end);
    String[] lines = new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n");
    if (end == 0) {
      append(JsonLines.MAPPER.createObjectNode().put("evaluation", identity));
      return;
    }
    requireSame(identity, lines[0]);
    for (int i = 1; i < lines.length; i++) {
      Sample sample = sample(i + 1, lines[i]);
      samples.put(SampleKey.of(sample), sample);
    }
  }

  private void requireSame(String identity, String line) {
    String found = parse(1, line).path("evaluation").asText();
    if (!found.equals(identity)) {
      throw BadDataException.of(
          "%s holds the samples of another evaluation (%s, not %s); give another --out or delete it",
          file, found, identity);
    }
  }

  private Sample sample(int line, String text) {
    JsonNode node = parse(line, text);
    return new Sample(
        node.path("problem").asText(),
        node.path("sample").asInt(),
        node.path("response").asText(),
        node.path("tokens").asInt(),
        node.path("truncated").asBoolean());
  }

  private JsonNode parse(int line, String text) {
    try {
      return JsonLines.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw BadDataException.because(
          file + " line " + line + " is damaged; delete the file to start again", e);
    }
  }

  /** The samples so far, by problem and index. */
  Map<SampleKey, Sample> samples() {
    return samples;
  }

  /** Adds a sample and returns when it is on the device. */
  void add(Sample sample) {
    ObjectNode line = JsonLines.MAPPER.createObjectNode();
    line.put("problem", sample.problem()).put("sample", sample.index());
    line.put("tokens", sample.tokens())
        .put("truncated", sample.truncated())
        .put("response", sample.text());
    try {
      append(line);
      samples.put(SampleKey.of(sample), sample);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private void append(ObjectNode line) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    channel.force(false);
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
