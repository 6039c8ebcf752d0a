package io.github.alpharl.watch.policy;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.watch.alert.Severity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A policy as lines of {@code key = value}; a line that begins with # is a comment.
 *
 * <p>Keys: act, on, run, stop-file, keep, suggest-rate-factor, webhook, webhook-env, webhook-form.
 */
public final class PolicyFile {

  private static final List<String> KEYS =
      List.of(
          "act",
          "on",
          "run",
          "stop-file",
          "keep",
          "suggest-rate-factor",
          "webhook",
          "webhook-env",
          "webhook-form");

  /** What may be shown: ALERT_HOOK, stop-file; an address may hold a secret. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

  private record Entry(int line, String value) {}

  private final Path file;
  private final Function<String, String> environment;
  private final Map<String, Entry> entries = new HashMap<>();

  private PolicyFile(Path file, Function<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /**
   * The policy in {@code file}.
   *
   * @param environment variables by name
   * @throws BadDataException naming the line with a mistake, never a value of webhook
   */
  public static Policy read(Path file, Function<String, String> environment) {
    PolicyFile read = new PolicyFile(file, environment);
    List<String> lines = new ArrayList<>();
    try {
      lines.addAll(Files.readAllLines(file));
    } catch (NoSuchFileException e) {
      throw BadDataException.because(file + ": there is no such policy", e).in(file);
    } catch (CharacterCodingException e) {
      throw BadDataException.because(file + ": is no UTF-8 text", e).in(file);
    } catch (IOException e) {
      throw Disk.failed("cannot read", file, e);
    }
    for (int i = 0; i < lines.size(); i++) {
      read.line(i + 1, lines.get(i).strip());
    }
    return read.policy();
  }

  private void line(int number, String line) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw wrong(number, "expected key = value");
    }
    String key = line.substring(0, equals).strip();
    String value = line.substring(equals + 1).strip();
    if (!KEYS.contains(key)) {
      String shown = NAME.matcher(key).matches() ? " '" + key + "'" : " of that form";
      throw wrong(number, "no key" + shown + "; the keys are " + String.join(", ", KEYS));
    }
    if (value.isEmpty()) {
      throw wrong(number, key + " has no value");
    }
    if (entries.put(key, new Entry(number, value)) != null) {
      throw wrong(number, key + " was given before");
    }
  }

  private Policy policy() {
    List<String> keep = words("keep", List.of("best", "last-good"));
    return new Policy(
        words("act", List.of("yes", "no")).contains("yes"),
        words("on", List.of("alarm", "notice")).contains("notice")
            ? Severity.NOTICE
            : Severity.ALARM,
        text("run"),
        stopFile(),
        keep.contains("best"),
        keep.contains("last-good"),
        factor(),
        webhook(),
        words("webhook-form", List.of("generic", "slack", "discord")).stream()
            .findFirst()
            .map(word -> Policy.Form.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Policy.Form.GENERIC));
  }

  private Optional<Path> stopFile() {
    Optional<Path> stop = text("stop-file").map(Path::of);
    stop.map(path -> path.toAbsolutePath().getParent())
        .filter(folder -> !Files.isDirectory(folder))
        .ifPresent(
            folder -> {
              throw wrong(entries.get("stop-file").line(), "there is no folder " + folder);
            });
    return stop;
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::value);
  }

  private List<String> words(String key, List<String> allowed) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return List.of();
    }
    List<String> words = Arrays.stream(entry.value().split(",")).map(String::strip).toList();
    for (String word : words) {
      if (!allowed.contains(word)) {
        throw wrong(
            entry.line(), key + " is " + String.join(" or ", allowed) + ", not '" + word + "'");
      }
    }
    return words;
  }

  private OptionalDouble factor() {
    Entry entry = entries.get("suggest-rate-factor");
    if (entry == null) {
      return OptionalDouble.empty();
    }
    try {
      double factor = Double.parseDouble(entry.value());
      if (factor > 0 && factor <= 1) {
        return OptionalDouble.of(factor);
      }
    } catch (NumberFormatException _) {
      // said below
    }
    throw wrong(
        entry.line(), "suggest-rate-factor is above 0 and at most 1, not '" + entry.value() + "'");
  }

  private Optional<URI> webhook() {
    Entry entry = entries.get("webhook");
    Entry variable = entries.get("webhook-env");
    if (entry != null && variable != null) {
      throw wrong(variable.line(), "webhook and webhook-env exclude one another");
    }
    if (variable != null) {
      if (!NAME.matcher(variable.value()).matches()) {
        throw wrong(variable.line(), "webhook-env is the name of a variable, such as ALERT_HOOK");
      }
      String value = environment.apply(variable.value());
      if (value == null) {
        throw wrong(variable.line(), "the variable " + variable.value() + " is not set");
      }
      entry = new Entry(variable.line(), value);
    }
    return entry == null ? Optional.empty() : Optional.of(address(entry));
  }

  private URI address(Entry entry) {
    try {
      URI address = URI.create(entry.value());
      if (List.of("http", "https").contains(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException _) {
      // said below, without the address, which may hold a secret
    }
    throw wrong(entry.line(), "the webhook is no http or https address");
  }

  private BadDataException wrong(int line, String what) {
    return BadDataException.of("%s line %d: %s", file, line, what).in(file);
  }
}
