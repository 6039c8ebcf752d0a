package io.github.alpharl.score.table;

import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a file, taken once: what is read is one state of it, even of a pipe or of a file
 * that grows. Gzip is unpacked; at most 1 GiB, or a quarter of the memory where that is less.
 */
public final class Content {

  private static final long MOST_BYTES = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 4);

  private final Path file;
  private final byte[] bytes;
  private final int start;
  private final Charset charset;

  private Content(Path file, byte[] bytes) {
    this.file = file;
    this.bytes = bytes;
    if (startsWith(0xEF, 0xBB, 0xBF)) {
      start = 3;
      charset = StandardCharsets.UTF_8;
    } else if (startsWith(0xFF, 0xFE)) { // "Unicode text" of spreadsheets
      start = 2;
      charset = StandardCharsets.UTF_16LE;
    } else if (startsWith(0xFE, 0xFF)) {
      start = 2;
      charset = StandardCharsets.UTF_16BE;
    } else {
      start = 0;
      charset = StandardCharsets.UTF_8;
    }
  }

  /** The content of {@code file}. */
  public static Content of(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = bounded(file, in);
      boolean gzip = bytes.length > 1 && bytes[0] == 0x1F && bytes[1] == (byte) 0x8B;
      return new Content(file, gzip ? unpacked(file, bytes) : bytes);
    } catch (NoSuchFileException e) {
      throw UsageException.because("there is no scores file " + file, e);
    } catch (IOException e) {
      throw EnvironmentException.because("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] unpacked(Path file, byte[] packed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return bounded(file, in);
    } catch (ZipException e) {
      throw BadDataException.because(file + " is damaged gzip: " + e.getMessage(), e).in(file);
    } catch (IOException e) {
      throw BadDataException.because(file + " is gzip that ends in the middle", e)
          .in(file)
          .as(Defect.INCOMPLETE);
    }
  }

  private static byte[] bounded(Path file, InputStream in) throws IOException {
    byte[] bytes = in.readNBytes((int) MOST_BYTES);
    if (bytes.length == MOST_BYTES && in.read() >= 0) {
      throw BadDataException.of(
              "%s has more than %d MiB; export the column of the score alone",
              file, MOST_BYTES >> 20)
          .in(file)
          .as(Defect.UNSUPPORTED);
    }
    return bytes;
  }

  private boolean startsWith(int... head) {
    for (int i = 0; i < head.length; i++) {
      if (bytes.length <= i || bytes[i] != (byte) head[i]) {
        return false;
      }
    }
    return true;
  }

  /** True if the ASCII {@code text} stands in its first MiB. */
  boolean holds(String text) {
    int length = Math.min(bytes.length, 1 << 20);
    return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(text);
  }

  /** True if the bytes begin with {@code magic}. */
  boolean startsWith(String magic) {
    byte[] head = magic.getBytes(StandardCharsets.ISO_8859_1);
    return bytes.length >= head.length
        && Arrays.equals(bytes, 0, head.length, head, 0, head.length);
  }

  /** The last byte that is no white space, as a character, or 0. */
  char last() {
    for (int i = bytes.length - 1; i >= start; i--) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return (char) (bytes[i] & 0xFF);
      }
    }
    return 0;
  }

  /** The text; reading it fails where it is none. */
  public Reader text() {
    return reader(CodingErrorAction.REPORT);
  }

  /** The text of a log, with a replacement for every byte that is none. */
  Reader lenientText() {
    return reader(CodingErrorAction.REPLACE);
  }

  /** The lines of {@link #lenientText}; one of more than {@code longest} characters is empty. */
  List<String> lines(int longest) {
    try (BufferedReader reader = new BufferedReader(lenientText())) {
      return reader.lines().map(line -> line.length() <= longest ? line : "").toList();
    } catch (IOException e) {
      throw noText(e);
    }
  }

  private Reader reader(CodingErrorAction onError) {
    return new InputStreamReader(
        new ByteArrayInputStream(bytes, start, bytes.length - start),
        charset.newDecoder().onMalformedInput(onError).onUnmappableCharacter(onError));
  }

  /** The error of text that is none. */
  BadDataException noText(IOException e) {
    return BadDataException.because(file + " is not UTF-8 text", e).in(file);
  }

  Path file() {
    return file;
  }

  /** The first byte that is no white space, as a character, or 0. */
  char first() {
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] > ' ' || bytes[i] < 0) {
        return (char) (bytes[i] & 0xFF);
      }
    }
    return 0;
  }
}
