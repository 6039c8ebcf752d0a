package io.github.alpharl.lab.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.alpharl.disk.AtomicFile;
import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.lab.option.TrainOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The interventions in a run, in {@code interventions.jsonl}. What they left behind lies in {@code
 * abandoned/N}: checkpoints, scores and log.
 *
 * @param folder of the run
 */
record Interventions(RunFolder folder) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double LOWER = 0.3;
  private static final Pattern STEP = Pattern.compile("step-(\\d{1,9})"); // "step-24"

  private Path file() {
    return folder.root().resolve("interventions.jsonl");
  }

  List<Intervention> all() {
    List<Intervention> all = new ArrayList<>();
    try {
      for (String line : Files.exists(file()) ? Files.readAllLines(file()) : List.<String>of()) {
        all.add(Intervention.of(JSON.readTree(line)));
      }
    } catch (IOException e) {
      throw BadDataException.because(file() + ": is no list of JSON objects: " + e.getMessage(), e)
          .in(file());
    }
    return all;
  }

  /** What the asked learning rate is multiplied by now. */
  double rateFactor() {
    List<Intervention> all = all();
    return all.isEmpty() ? 1 : all.getLast().rateFactor();
  }

  /** {@code options} without a fault that happens once, where training went back behind it. */
  TrainOptions lifted(TrainOptions options) {
    var fault = options.breaking().fault();
    boolean behind =
        fault != null
            && fault.kind().happensOnce()
            && all().stream().anyMatch(intervention -> intervention.to() < fault.step());
    return behind ? options.withoutFault() : options;
  }

  /** Sends the run back for {@code alarm}: a lower rate from the last good step on. */
  Intervention add(Guard.Alarm alarm) {
    List<Intervention> all = all();
    int to = new KeptStates(folder).near(alarm.lastGood());
    Intervention next =
        new Intervention(all.size() + 1, alarm.step(), to, LOWER * rateFactor(), alarm.reason());
    all.add(next);
    StringBuilder lines = new StringBuilder();
    all.forEach(intervention -> lines.append(intervention.json()).append('\n'));
    AtomicFile.write(file(), lines.toString());
    finish();
    return next;
  }

  /** Does what the newest intervention asks for, if a kill came before it was done. */
  void finish() {
    List<Intervention> all = all();
    if (all.isEmpty()) {
      return;
    }
    Intervention last = all.getLast();
    Path done = folder.root().resolve("abandoned").resolve(Integer.toString(last.number()));
    if (!Files.exists(done)) {
      Path part = done.resolveSibling(last.number() + ".part");
      try {
        new KeptStates(folder).restore(last.to());
        leave(last.to(), part);
        Disk.system().move(part, done);
      } catch (IOException e) {
        throw EnvironmentException.because(
            "cannot move to " + done + " what an intervention leaves: " + e.getMessage(), e);
      }
    }
  }

  private void leave(int to, Path part) throws IOException {
    Disk.system().createDirectories(part);
    for (String name : List.of("metrics.jsonl", "scores.csv")) {
      Path file = folder.root().resolve(name);
      if (Files.exists(file)) {
        Files.copy(file, part.resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (Stream<Path> children = Files.list(folder.root())) {
      for (Path child : children.toList()) {
        Matcher step = STEP.matcher(child.getFileName().toString());
        if (step.matches() && Integer.parseInt(step.group(1)) > to) {
          Disk.system().move(child, part.resolve(child.getFileName()));
        }
      }
    }
  }
}
