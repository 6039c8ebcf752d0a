package io.github.alpharl.watch.policy;

import io.github.alpharl.watch.alert.Severity;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What may be done.
 *
 * @param act false for a dry run, which only says what it would do
 * @param on the least severity that a command and a stop file answer
 * @param command a shell command
 * @param stopFile a file to write
 * @param keepBest keep the checkpoint with the best validation from deletion
 * @param keepLastGood keep the newest one that no alarm casts doubt on
 * @param rateFactor what to suggest as a factor of the learning rate
 * @param webhook where alerts are sent
 * @param form how
 */
public record Policy(
    boolean act,
    Severity on,
    Optional<String> command,
    Optional<Path> stopFile,
    boolean keepBest,
    boolean keepLastGood,
    OptionalDouble rateFactor,
    Optional<URI> webhook,
    Form form) {

  /** Advise and do nothing. */
  public static final Policy NONE =
      new Policy(
          false,
          Severity.ALARM,
          Optional.empty(),
          Optional.empty(),
          false,
          false,
          OptionalDouble.empty(),
          Optional.empty(),
          Form.GENERIC);

  /** How a webhook wants its messages. */
  public enum Form {
    /** The alert's JSON object. */
    GENERIC,
    /** {"text": …}. */
    SLACK,
    /** {"content": …}. */
    DISCORD
  }
}
