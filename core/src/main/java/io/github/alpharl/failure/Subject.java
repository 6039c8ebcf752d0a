package io.github.alpharl.failure;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * What is being read, as the sentence of an error names it.
 *
 * @param file where it lies
 * @param part what of it: empty, or a name with a final blank
 * @param advice what to do when it is damaged
 */
public record Subject(Path file, String part, String advice) {

  /** The whole of {@code file}. */
  public static Subject of(Path file, String advice) {
    return new Subject(file, "", advice);
  }

  /** The part {@code name}, which may come from the file itself. */
  public Subject part(String name) {
    return new Subject(file, Wording.brief(name) + " ", advice);
  }

  /** The error "file: part … ; advice"; texts among {@code args} may come from the file itself. */
  @FormatMethod
  public BadDataException bad(@FormatString String format, Object... args) {
    String what = String.format(Locale.ROOT, format, harmless(args));
    BadDataException bad = BadDataException.of("%s: %s%s; %s", file, part, what, advice);
    return part.isEmpty() ? bad.in(file) : bad.in(file, part.strip());
  }

  private static Object[] harmless(Object... args) {
    return Arrays.stream(args)
        .map(arg -> arg instanceof String text ? Wording.brief(text) : arg)
        .toArray();
  }

  /**
   * Returns if {@code holds}.
   *
   * @throws BadDataException with the sentence otherwise
   */
  @FormatMethod
  public void require(boolean holds, @FormatString String format, Object... args) {
    if (!holds) {
      throw bad(format, args);
    }
  }
}
