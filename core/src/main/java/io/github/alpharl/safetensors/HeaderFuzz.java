package io.github.alpharl.safetensors;

import io.github.alpharl.failure.BadDataException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Damages the headers of valid safetensors files in many ways, and checks that reading each ends in
 * one clear sentence or in tensors that share out the data exactly. Deterministic for a seed.
 */
public final class HeaderFuzz {

  /** How many damaged files were read as sound, and how many were refused. */
  public record Outcome(long accepted, long refused) {

    private Outcome plus(Outcome other) {
      return new Outcome(accepted + other.accepted, refused + other.refused);
    }
  }

  private static final Path NAME = Path.of("fuzz.safetensors");
  private static final Outcome ACCEPTED = new Outcome(1, 0);
  private static final Outcome REFUSED = new Outcome(0, 1);
  private static final Pattern TOKEN = Pattern.compile("[0-9]+|\"[^\"]*\"|[{}\\[\\]:,]");
  private static final List<String> HOSTILE =
      List.of(
          "-1",
          "-0",
          "1e3",
          "1.0",
          "0.5",
          "281474976710657",
          "9223372036854775807",
          "18446744073709551616",
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "NaN",
          "\"BF16\"",
          "\u0000",
          "[[[[[[[[[[[[",
          "\"__metadata__\"",
          "00",
          " ",
          "\n",
          "\uD83D\uDE00",
          "\\");

  private final byte[] file;
  private final int headerEnd;

  private HeaderFuzz(byte[] file) {
    this.file = file;
    this.headerEnd = 8 + (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
  }

  /**
   * Reads {@code iterations} random damages of the valid file {@code file}.
   *
   * @throws IllegalStateException if one is neither refused clearly nor read soundly: a bug
   */
  public static Outcome random(byte[] file, long seed, long iterations) {
    HeaderFuzz fuzz = new HeaderFuzz(file);
    Random random = new Random(seed);
    Outcome outcome = new Outcome(0, 0);
    for (long i = 0; i < iterations; i++) {
      outcome = outcome.plus(check(fuzz.damage(random)));
    }
    return outcome;
  }

  /** Reads {@code file} with every bit of its header flipped, and cut at every length. */
  public static Outcome exhaustive(byte[] file) {
    HeaderFuzz fuzz = new HeaderFuzz(file);
    Outcome outcome = new Outcome(0, 0);
    for (int bit = 0; bit < fuzz.headerEnd * 8; bit++) {
      outcome = outcome.plus(check(fuzz.flip(bit)));
    }
    for (int length = 0; length < file.length; length++) {
      outcome = outcome.plus(check(Arrays.copyOf(file, length)));
    }
    return outcome;
  }

  private static Outcome check(byte[] damaged) {
    try {
      requireSound(SafetensorsHeader.read(NAME, MemorySegment.ofArray(damaged)), damaged.length);
      return ACCEPTED;
    } catch (BadDataException e) {
      requireClear(e, damaged);
      return REFUSED;
    } catch (RuntimeException | Error e) {
      throw new IllegalStateException("not refused clearly: " + Arrays.toString(damaged), e);
    }
  }

  private static void requireSound(SafetensorsHeader header, long size) {
    long position = header.dataStart();
    for (TensorEntry entry : header.entries()) {
      long begin = header.dataStart() + entry.begin();
      if (begin != position || entry.bytes() != entry.dtype().bytesOf(entry.shape())) {
        throw new IllegalStateException("unsound tensor " + entry);
      }
      position += entry.bytes();
    }
    if (position != size) {
      throw new IllegalStateException("tensors end at " + position + " of " + size);
    }
  }

  private static void requireClear(BadDataException e, byte[] damaged) {
    String message = e.getMessage();
    boolean oneLine = message.chars().noneMatch(c -> c == '\n' || c == '\r');
    if (!message.startsWith(NAME + ": ") || !oneLine || message.length() > 2000) {
      throw new IllegalStateException("unclear for " + Arrays.toString(damaged), e);
    }
  }

  private byte[] damage(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> flip(random.nextInt(headerEnd * 8));
      case 1 -> Arrays.copyOf(file, random.nextInt(file.length));
      case 2 -> randomByte(random);
      case 3 -> rewritten(swapped(random));
      case 4 -> rewritten(replaced(random, HOSTILE.get(random.nextInt(HOSTILE.size()))));
      default -> rewritten(replaced(random, anyToken(random)));
    };
  }

  private byte[] flip(int bit) {
    byte[] damaged = file.clone();
    damaged[bit / 8] ^= (byte) (1 << (bit % 8));
    return damaged;
  }

  private byte[] randomByte(Random random) {
    byte[] damaged = file.clone();
    damaged[random.nextInt(headerEnd)] = (byte) random.nextInt();
    return damaged;
  }

  private String header() {
    return new String(file, 8, headerEnd - 8, StandardCharsets.UTF_8);
  }

  private List<MatchResult> tokens() {
    return TOKEN.matcher(header()).results().toList();
  }

  private String anyToken(Random random) {
    List<MatchResult> tokens = tokens();
    return tokens.get(random.nextInt(tokens.size())).group();
  }

  /** The header with one token replaced. */
  private String replaced(Random random, String replacement) {
    List<MatchResult> tokens = tokens();
    MatchResult token = tokens.get(random.nextInt(tokens.size()));
    String header = header();
    return header.substring(0, token.start()) + replacement + header.substring(token.end());
  }

  /** The header with two numbers exchanged: permuted offsets and shapes. */
  private String swapped(Random random) {
    List<MatchResult> numbers = new ArrayList<>(tokens());
    numbers.removeIf(token -> !Character.isDigit(token.group().charAt(0)));
    if (numbers.isEmpty()) {
      return header();
    }
    int one = random.nextInt(numbers.size());
    int two = random.nextInt(numbers.size());
    MatchResult first = numbers.get(Math.min(one, two));
    MatchResult second = numbers.get(Math.max(one, two));
    String header = header();
    return one == two
        ? header
        : header.substring(0, first.start())
            + second.group()
            + header.substring(first.end(), second.start())
            + first.group()
            + header.substring(second.end());
  }

  /** The file with another header text of the right length. */
  private byte[] rewritten(String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + file.length - headerEnd)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(file, headerEnd, file.length - headerEnd)
        .array();
  }
}
