package io.github.alpharl.cli.command;

import io.github.alpharl.cli.option.TableOutput;
import io.github.alpharl.forecastnext.AllForecasters;
import io.github.alpharl.view.lab.Listing;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alpharl ls}: the names that other commands take. */
@Command(
    name = "ls",
    mixinStandardHelpOptions = true,
    description = "Lists the forecasters, tasks, benchmarks or architectures that are known.",
    footer = {"", "Examples:", "  alpharl ls forecasters", "  alpharl ls benchmarks --json"})
public final class Ls implements Runnable {

  @Mixin private TableOutput output;

  @Parameters(paramLabel = "WHAT", description = "One of ${COMPLETION-CANDIDATES}.")
  private Listing.Kind kind;

  @Override
  public void run() {
    output.show(Listing.of(kind, AllForecasters.ALL));
  }
}
