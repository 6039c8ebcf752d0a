package io.github.alpharl.cli.bench;

import io.github.alpharl.bench.FuzzBench;
import io.github.alpharl.cli.option.Output;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.safetensors.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alpharl bench fuzz}: damaged files by the million. */
@Command(
    name = "fuzz",
    mixinStandardHelpOptions = true,
    description =
        "Damages headers of safetensors files, or files of torch.save; each must be refused in one"
            + " sentence or read soundly.",
    footer = {"", "Example:", "  alpharl bench fuzz --iterations 100000"})
public final class BenchFuzz implements Callable<Integer> {

  @Mixin private Output output;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..*",
      description = "Valid safetensors files of some megabytes at most; by default four made ones.")
  private List<Path> files = List.of();

  @Option(
      names = "--torch",
      description =
          "The files are of torch.save: ranks of FSDP, .bin or .pt, zip or stream; folders of ranks or"
              + " of torch.distributed.checkpoint are damaged file by file.")
  private boolean torch;

  @Option(
      names = "--iterations",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "Random damages (default: ${DEFAULT-VALUE}).")
  private long iterations;

  @Option(names = "--seed", defaultValue = "1", paramLabel = "S", description = "Seed of damages.")
  private long seed;

  @Override
  public Integer call() {
    if (torch && files.isEmpty()) {
      throw UsageException.of("--torch needs files to damage: name some of torch.save");
    }
    if (!torch) {
      files.forEach(file -> SafetensorsFile.open(file).close());
    }
    List<Path> folders = files.stream().filter(Files::isDirectory).toList();
    List<Path> single = files.stream().filter(file -> !Files.isDirectory(file)).toList();
    List<byte[]> corpus = files.isEmpty() ? FuzzBench.standardCorpus() : FuzzBench.read(single);
    FuzzBench.Kind kind = torch ? FuzzBench.Kind.TORCH : FuzzBench.Kind.SAFETENSORS;
    FuzzBench.Result result = new FuzzBench(kind, corpus, folders, iterations, seed).run();
    if (output.json()) {
      output.printJson(result);
    } else {
      output.out().println(result.sentence());
    }
    return 0;
  }
}
