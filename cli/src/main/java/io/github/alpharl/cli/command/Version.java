package io.github.alpharl.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = AlphaRl.class.getPackage().getImplementationVersion();
    return new String[] {"alpharl " + (version == null ? "(not packaged)" : version)};
  }
}
