package io.github.alpharl.cli.lab;

import io.github.alpharl.cli.option.Output;
import io.github.alpharl.eval.benchmark.BenchmarkKind;
import io.github.alpharl.eval.benchmark.GradingCases;
import io.github.alpharl.eval.reward.GradingServer;
import io.github.alpharl.eval.reward.GradingService;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.grade.Grader;
import io.github.alpharl.grade.GradingStyle;
import io.github.alpharl.grade.Verdict;
import io.github.alpharl.view.lab.AgreementView;
import io.github.alpharl.view.lab.VerdictView;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code alpharl grade}: whether an answer equals the gold one, and which rule decided. */
@Command(
    name = "grade",
    mixinStandardHelpOptions = true,
    description =
        "Compares an answer with the gold answer, or a file of cases with their expected verdicts; or"
            + " stays and grades for a trainer.",
    footer = {
      "",
      "Exit code: 0 when equal, 1 when not; with --file 0 whatever the agreement.",
      "",
      "With --serve and --http a case is {\"gold\": G, \"answer\": A}, also with \"id\" and \"benchmark\";",
      "a list of cases gives a list of verdicts, {\"golds\": [...], \"answers\": [...]} gives",
      "{\"scores\": [...]}. What cannot be graded gives {\"error\": ...} and stops nothing.",
      "",
      "Examples:",
      "  alpharl grade --gold '\\frac{1}{2}' --answer 'So it is \\boxed{0.5}.' --explain",
      "  alpharl grade --file cases.jsonl --json",
      "  echo '{\"gold\": \"1/2\", \"answer\": \"0.5\"}' | alpharl grade --serve",
      "  alpharl grade --http 8123    # POST http://127.0.0.1:8123/grade"
    })
public final class Grade implements Callable<Integer> {

  @Mixin private Output output;

  @Option(
      names = "--gold",
      paramLabel = "G",
      description = "The gold answer: plain, LaTeX or boxed.")
  private String gold;

  @Option(names = "--answer", paramLabel = "A", description = "The answer, alone or in its text.")
  private String answer;

  @Option(
      names = "--benchmark",
      paramLabel = "NAME",
      description = "Grade as this benchmark does: aime24, aime25, math500, minerva, gpqa, gsm8k.")
  private String benchmark = "math500";

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "JSON lines with gold, prediction and expected (true or false).")
  private Path file;

  @Option(names = "--explain", description = "Print both normal forms and the rule that decided.")
  private boolean explain;

  @Option(
      names = "--serve",
      description = "Answer every line of standard input by a line until it ends.")
  private boolean serve;

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description = "Answer POST /grade on this machine's loopback address; 0 takes a free port.")
  private Integer http;

  @Override
  public Integer call() {
    if (serve || http != null) {
      return stay();
    }
    if ((file == null) == (gold == null) || (gold == null) != (answer == null)) {
      throw UsageException.of("give either --gold and --answer, or --file, --serve or --http");
    }
    GradingStyle style = BenchmarkKind.named(benchmark).style();
    return file == null ? one(style) : many(style);
  }

  private int stay() {
    if (serve == (http != null) || file != null || gold != null || answer != null) {
      throw UsageException.of("--serve and --http stand alone");
    }
    GradingService service = new GradingService(BenchmarkKind.named(benchmark).style());
    if (serve) {
      try {
        service.serve(
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
            output.out());
      } catch (IOException e) {
        throw EnvironmentException.because("standard input failed: " + e.getMessage(), e);
      }
      return 0;
    }
    try (GradingServer server = GradingServer.start(service, http)) {
      output.out().println("grading at " + server.address() + "/grade");
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  private int one(GradingStyle style) {
    Verdict verdict = Grader.grade(style, gold, answer);
    output.show(new VerdictView(verdict, explain));
    return verdict.equal() ? 0 : 1;
  }

  private int many(GradingStyle style) {
    output.show(
        new AgreementView(
            GradingCases.grade(file, style, name -> BenchmarkKind.named(name).style()), explain));
    return 0;
  }
}
