package io.github.alpharl.eval.sampler;

import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.checkpoint.LoraAdapter;
import io.github.alpharl.checkpoint.StepCheckpoint;
import io.github.alpharl.eval.figures.Ending;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.Defect;
import io.github.alpharl.failure.Setting;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.lab.generation.Completion;
import io.github.alpharl.lab.generation.Generator;
import io.github.alpharl.lab.generation.Sampling;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.task.Task;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Lets a network in this process answer. Problems are answered in fixed chunks of the list given,
 * each with a seed of its own: the same list and seed give the same answers whatever was there
 * already.
 */
public final class LocalSampler implements Sampler {

  private static final int ROWS = 256;

  private final Network network;
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final Optional<String> stop;
  private final String description;

  private LocalSampler(
      Network network,
      Tokenizer tokenizer,
      Optional<ChatTemplate> template,
      Optional<String> stop,
      String description) {
    this.network = network;
    this.tokenizer = tokenizer;
    this.template = template;
    this.stop = stop;
    this.description = description;
  }

  /** A full model that answers a task of the lab, as plain text on the CPU. */
  public static LocalSampler open(Path model, Task task) {
    return open(
        model, Optional.empty(), Compute.DEFAULT, false, Optional.of(String.valueOf(task.stop())));
  }

  /**
   * The model or adapter in {@code directory}. Tokenizer and chat template are the adapter's own,
   * or those of its base.
   *
   * @param base the base of an adapter; where absent, the directory that the adapter names
   * @param chat whether its chat template is applied, where it has one
   * @param stop a text of one token that ends an answer beside the model's own end tokens
   */
  public static LocalSampler open(
      Path directory, Optional<Path> base, Compute compute, boolean chat, Optional<String> stop) {
    if (!Files.isDirectory(directory)) {
      throw BadDataException.of("%s: there is no such model directory", directory)
          .in(directory)
          .as(Defect.MISSING);
    }
    try (StepCheckpoint checkpoint = StepCheckpoint.open(directory)) {
      return switch (checkpoint) {
        case HfCheckpoint model ->
            of(
                directory,
                WeightPrint.of(model),
                chat,
                stop,
                () -> ModelFiles.load(model, compute.load()));
        case LoraAdapter adapter -> adapted(adapter, base, compute, chat, stop);
      };
    }
  }

  private static LocalSampler adapted(
      LoraAdapter adapter,
      Optional<Path> given,
      Compute compute,
      boolean chat,
      Optional<String> stop) {
    Path directory = given.or(() -> named(adapter)).orElseThrow(() -> noBase(adapter));
    boolean own = Files.exists(adapter.directory().resolve("tokenizer.json"));
    Path texts = own ? adapter.directory() : directory;
    try (HfCheckpoint base = HfCheckpoint.open(directory)) {
      String print = WeightPrint.of(base) + "+" + WeightPrint.of(adapter);
      return of(texts, print, chat, stop, () -> ModelFiles.load(base, adapter, compute.load()));
    }
  }

  private static Optional<Path> named(LoraAdapter adapter) {
    return adapter.baseModelName().map(Path::of).filter(Files::isDirectory);
  }

  private static UsageException noBase(LoraAdapter adapter) {
    return UsageException.of(
            "%s is an adapter%s; give the directory of its base",
            adapter.directory(), adapter.baseModelName().map(name -> " of " + name).orElse(""))
        .by(Setting.BASE);
  }

  private static LocalSampler of(
      Path texts, String print, boolean chat, Optional<String> stop, Supplier<Network> network) {
    Optional<ChatTemplate> template = chat ? ChatTemplate.of(texts) : Optional.empty();
    Tokenizer tokenizer = Tokenizer.open(texts);
    Tokenizer reader = stop.map(tokenizer::keeping).orElse(tokenizer);
    try {
      return new LocalSampler(network.get(), reader, template, stop, "local:" + print);
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  @Override
  public String description() {
    return description;
  }

  /** The network that answers. */
  public Network network() {
    return network;
  }

  /** Its tokenizer. */
  public Tokenizer tokenizer() {
    return tokenizer;
  }

  /** The ids of {@code prompt}, in the chat template where that is wanted. */
  public int[] ids(String prompt) {
    return template
        .map(t -> tokenizer.encodePlain(t.prompt(prompt)))
        .orElseGet(() -> tokenizer.encode(prompt));
  }

  /** How tokens are drawn: fillers never, ends end. */
  public Sampling sampling(SamplingSettings settings, long seed) {
    Set<Integer> ends = ends();
    Set<Integer> banned = new HashSet<>(network.config().fillers());
    banned.removeAll(ends);
    return new Sampling(
        settings.temperature(), settings.topP(), 0, settings.maxTokens(), ends, banned, seed);
  }

  private Set<Integer> ends() {
    Set<Integer> ends = new HashSet<>(network.config().stopTokens());
    stop.map(tokenizer::encodePlain)
        .filter(ids -> ids.length == 1)
        .ifPresent(ids -> ends.add(ids[0]));
    return ends;
  }

  /**
   * The likeliest answer to every prompt, token by token.
   *
   * @param prompts ids, none empty
   */
  public List<int[]> greedy(List<int[]> prompts, int maxTokens) {
    Generator generator =
        new Generator(network, sampling(new SamplingSettings(1, 0, 1, maxTokens, 0), 0));
    List<int[]> answers = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += ROWS) {
      List<int[]> chunk = prompts.subList(from, Math.min(from + ROWS, prompts.size()));
      generator.generate(chunk, 1).forEach(completion -> answers.add(completion.tokens()));
    }
    return answers;
  }

  @Override
  public void sample(List<Request> requests, SamplingSettings settings, SampleSink sink) {
    int size = Math.max(1, ROWS / settings.samples());
    for (int from = 0; from < requests.size(); from += size) {
      List<Request> chunk = requests.subList(from, Math.min(from + size, requests.size()));
      if (chunk.stream().anyMatch(r -> !r.indices().isEmpty())) {
        answer(chunk, settings, settings.seedOf("chunk", from), sink);
      }
    }
  }

  private void answer(List<Request> chunk, SamplingSettings settings, long seed, SampleSink sink) {
    List<int[]> prompts = chunk.stream().map(r -> ids(r.prompt())).toList();
    List<Completion> completions =
        new Generator(network, sampling(settings, seed)).generate(prompts, settings.samples());
    for (int i = 0; i < chunk.size(); i++) {
      for (int index : chunk.get(i).indices()) {
        sink.accept(
            sample(chunk.get(i).problem(), index, completions.get(i * settings.samples() + index)));
      }
    }
  }

  private Sample sample(String problem, int index, Completion completion) {
    Ending ending = completion.stopped() ? Ending.COMPLETE : Ending.CUT;
    return new Sample(problem, index, text(completion.tokens()), completion.length(), ending);
  }

  /**
   * The text of an answer. The end of a task's answer belongs to it: trainers save it as a special
   * token, so that decoding without special tokens would lose it.
   */
  public String text(int[] ids) {
    return stop.isPresent() ? tokenizer.decodeAll(withoutFillers(ids)) : tokenizer.decode(ids);
  }

  private int[] withoutFillers(int[] ids) {
    Set<Integer> fillers = new HashSet<>(network.config().fillers());
    fillers.removeAll(ends());
    return Arrays.stream(ids).filter(id -> !fillers.contains(id)).toArray();
  }

  @Override
  public void close() {
    network.close();
    tokenizer.close();
  }
}
