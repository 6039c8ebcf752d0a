package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.alpharl.disk.AtomicDirectory;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.lab.network.LowRankAdapter;
import io.github.alpharl.lab.network.ModelFiles;
import io.github.alpharl.lab.network.Network;
import io.github.alpharl.lab.option.TrainOptions;
import io.github.alpharl.lab.rl.Actor;
import io.github.alpharl.lab.rl.Learner;
import io.github.alpharl.lab.rl.TrainedPolicy;
import io.github.alpharl.lab.task.Seeds;
import io.github.alpharl.lab.text.Tokenizer;
import io.github.alpharl.lab.torch.Compute;
import io.github.alpharl.lab.torch.LibTorch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Opens a run: its folder with record and step 0, then the policy. The record is written only after
 * everything that it names was found to work, so that a corrected command meets no trace of a wrong
 * one.
 *
 * @param start the model that the run starts from
 * @param options of the run
 * @param folder its files
 */
record Opening(Start start, TrainOptions options, RunFolder folder) {

  /** What makes this run this run. */
  ObjectNode record() {
    ObjectNode record = new ObjectMapper().createObjectNode();
    record.put("start", recordedStart());
    record.set("options", options.json());
    return record;
  }

  /** As the record here names it, if step 0 is this very model, wherever both lie by now. */
  private String recordedStart() {
    String now = start.describe();
    if (!folder.begun()) {
      return now;
    }
    String before = folder.record().path("start").asText();
    return !before.equals(now) && start.isThatOf(folder.step(0)) ? before : now;
  }

  /** Opens the run with the weights of its step 0. */
  <T> T with(Function<Actor, T> work) {
    compute().load();
    if (Files.isDirectory(folder.step(0)) && folder.begun()) {
      folder.begin(signed());
    } else {
      create();
    }
    return policy(folder.step(0), work);
  }

  private Compute compute() {
    return options.computing().compute();
  }

  private ObjectNode signed() {
    ObjectNode record = record();
    ObjectNode versions = record.putObject("versions");
    versions.put("alpharl", String.valueOf(Opening.class.getPackage().getImplementationVersion()));
    versions.put("libtorch", LibTorch.version()).put("java", Runtime.version().toString());
    return record;
  }

  private void create() {
    if (folder.begun()) {
      folder.requireSame(record());
    } else {
      folder.requireEmpty();
    }
    boolean fresh = !Files.exists(folder.root());
    try {
      AtomicDirectory.write(
          Disk.system(),
          folder.step(0),
          draft -> {
            start.write(draft);
            policy(draft, this::resolve);
            folder.begin(signed());
          });
    } catch (RuntimeException e) {
      if (fresh && !folder.begun()) {
        leaveNothing(e);
      }
      throw e;
    }
  }

  private void leaveNothing(RuntimeException failure) {
    try {
      Files.deleteIfExists(folder.root());
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Makes everything that training needs, once, without training. */
  private Void resolve(Actor actor) {
    try (TrainedPolicy policy = TrainedPolicy.of(actor, options);
        Learner _ = Learner.of(policy)) {
      return null;
    }
  }

  private <T> T policy(Path model, Function<Actor, T> work) {
    try (Tokenizer tokenizer = Tokenizer.open(model);
        Network network = network(model)) {
      return work.apply(Actor.of(network, tokenizer, options.task(), options.batch().maxTokens()));
    }
  }

  private Network network(Path model) {
    Network plain = ModelFiles.load(model, compute());
    if (!options.weights().isLora()) {
      return plain;
    }
    long seed = Seeds.mix(options.seed(), Long.MAX_VALUE);
    LowRankAdapter adapter =
        new LowRankAdapter(
            plain.config(),
            options.weights().loraRank(),
            options.weights().loraAlpha(),
            seed,
            compute());
    return plain.under(adapter);
  }
}
