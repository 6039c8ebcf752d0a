package io.github.alpharl.cli.command;

import io.github.alpharl.cli.option.Output;
import io.github.alpharl.cli.progress.Failures;
import io.github.alpharl.machine.Checkup;
import io.github.alpharl.machine.Finding;
import io.github.alpharl.report.Ink;
import io.github.alpharl.report.Ink.Tone;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alpharl doctor}: what is found on this machine, and how to mend what is in the way. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at this machine: what is found, what would not work, and how to mend it.",
      "Changes nothing. Exit code: 0 when all is there that the analysis needs, else 4."
    },
    footer = {"", "Examples:", "  alpharl doctor", "  alpharl doctor --json"})
public final class Doctor implements Callable<Integer> {

  @Mixin private Output output;

  @Override
  public Integer call() {
    List<Finding> findings = Checkup.ofThisMachine().findings();
    if (output.json()) {
      output.printJson(Map.of("findings", findings));
    } else {
      findings.forEach(this::print);
    }
    return findings.stream().anyMatch(Finding::needed) ? Failures.ENVIRONMENT : 0;
  }

  private String mark(Finding finding) {
    return finding.isGood()
        ? Ink.of(output.out(), Tone.GOOD, "ok  ")
        : finding.needed()
            ? Ink.of(output.out(), Tone.BAD, "FAIL")
            : Ink.of(output.out(), Tone.DOUBT, "--  ");
  }

  private void print(Finding finding) {
    output.out().printf("%s  %-17s %s%n", mark(finding), finding.what(), finding.found());
    if (!finding.isGood()) {
      output.out().printf("      %-17s → %s%n", "", finding.remedy());
    }
  }
}
