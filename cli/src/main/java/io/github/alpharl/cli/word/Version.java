package io.github.alpharl.cli.word;

import io.github.alpharl.lab.torch.TorchNatives;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What runs: the version in the jar's manifest, the commit it was built from, Java, LibTorch. */
public final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {
      "alpharl " + number(),
      "commit   " + commit(),
      "Java     " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
      "LibTorch " + TorchNatives.version().orElse("not installed; the lab's commands need it")
    };
  }

  /** The version alone. */
  public static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }

  private static String commit() {
    try (InputStream in = Version.class.getResourceAsStream("/alpharl-git.properties")) {
      Properties git = new Properties();
      if (in != null) {
        git.load(in);
      }
      boolean changed = Boolean.parseBoolean(git.getProperty("git.dirty"));
      return git.getProperty("git.commit.id.abbrev", "unknown") + (changed ? ", with changes" : "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
