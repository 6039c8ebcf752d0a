package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.run.RunPlace;
import io.github.alpharl.run.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The scripts of docs/cluster, run with what their schedulers give them, do what they say. */
class ClusterScriptsTest {

  private static final Path SCRIPTS = Path.of("..", "docs", "cluster").toAbsolutePath().normalize();

  @TempDir Path temp;
  private Path run;
  private Path base;
  private Path alone;

  @BeforeEach
  void makeRun() throws IOException {
    run = SmallRun.write(temp.resolve("run"), 10, 20);
    base = Files.move(run.resolve("step-0"), temp.resolve("base"));
    alone = temp.resolve("alone");
    Cli.run("decompose", run, "--base", base, "--store", alone).ok();
  }

  /** An {@code alpharl} on the path that writes its words, one a line, into a file. */
  private List<String> words(Path script, Map<String, String> environment) throws Exception {
    Path bin = Files.createDirectories(temp.resolve("bin"));
    Path said = temp.resolve("said");
    Path alpharl = bin.resolve("alpharl");
    Files.writeString(alpharl, "#!/bin/sh\nprintf '%s\\n' \"$@\" > " + said + "\n");
    Files.setPosixFilePermissions(alpharl, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProcessBuilder builder = new ProcessBuilder("bash", script.toString(), "" + run, "" + base);
    builder.environment().putAll(environment);
    builder.environment().merge("PATH", bin + ":", (path, own) -> own + path);
    assertThat(builder.inheritIO().start().waitFor()).isZero();
    return Files.readAllLines(said);
  }

  /** The first number that {@code pattern} finds in {@code script}. */
  private static int number(Path script, String pattern) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(script));
    assertThat(matcher.find()).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  /** Runs {@code words}, whose shard is the one that {@code environment} gives. */
  private static Cli.Result run(List<String> words, Map<String, String> environment) {
    List<String> all = new ArrayList<>(words);
    int at = all.indexOf("--shard") + 1;
    all.set(at, Shard.parse(all.get(at), environment).toString());
    return Cli.run(all.toArray()).ok();
  }

  private void assertIsWhole() throws IOException {
    assertThat(Trees.of(RunPlace.store(run))).isEqualTo(Trees.of(alone));
  }

  @Test
  void theArrayAndItsMergeEndAsOneProcess() throws Exception {
    Path script = SCRIPTS.resolve("slurm.sh");
    int shards = number(script, "shards=(\\d+)");
    assertThat(number(script, "--array=1-(\\d+)")).isEqualTo(shards);
    for (int task = 1; task <= shards; task++) {
      Map<String, String> environment =
          Map.of("SLURM_ARRAY_TASK_ID", "" + task, "SLURM_CPUS_PER_TASK", "2");
      List<String> words = words(script, environment);
      assertThat(words).containsSequence("--threads", "2");
      run(words, environment).noted("shard " + task + "/" + shards);
    }
    Cli.run(words(SCRIPTS.resolve("slurm-merge.sh"), Map.of()).toArray()).ok();
    assertIsWhole();
  }

  @Test
  void theJobsEndAsOneProcess() throws Exception {
    List<Map<String, Object>> jobs = jobs();
    assertThat(jobs).hasSize(2);
    Map<String, Object> spec = map(jobs.getFirst(), "spec");
    int count = (int) spec.get("completions");
    List<String> shard = command(jobs.getFirst());
    assertThat(shard).containsSequence("--shard", "auto/" + count);
    IntStream.range(0, count)
        .forEach(
            index ->
                run(shard, Map.of("JOB_COMPLETION_INDEX", "" + index))
                    .noted("shard " + (index + 1) + "/" + count));
    Cli.run(command(jobs.getLast()).toArray()).ok();
    assertIsWhole();
  }

  /** What a cluster refuses: unknown fields, other types, and what does not go together. */
  @Test
  void theJobsAreOnesThatKubernetesTakes() throws Exception {
    for (Map<String, Object> job : jobs()) {
      assertThat(job).containsOnlyKeys("apiVersion", "kind", "metadata", "spec");
      assertThat(job).containsEntry("apiVersion", "batch/v1").containsEntry("kind", "Job");
      assertThat((String) map(job, "metadata").get("name")).matches("[a-z]([-a-z0-9]*[a-z0-9])?");
      Map<String, Object> spec = map(job, "spec");
      boolean indexed = "Indexed".equals(spec.get("completionMode"));
      Set<String> counts = Set.of("completions", "parallelism", "backoffLimitPerIndex");
      assertThat(spec.keySet())
          .isSubsetOf(
              indexed
                  ? Set.of(
                      "completionMode",
                      "completions",
                      "parallelism",
                      "backoffLimitPerIndex",
                      "template")
                  : Set.of("backoffLimit", "template"));
      spec.forEach(
          (name, value) -> {
            if (counts.contains(name) || name.equals("backoffLimit")) {
              assertThat(value).as(name).isInstanceOf(Integer.class);
            }
          });
      Map<String, Object> pod = map(map(spec, "template"), "spec");
      assertThat(pod).containsOnlyKeys("restartPolicy", "containers", "volumes");
      assertThat(pod.get("restartPolicy")) // of one index alone only a whole pod is tried again
          .isIn(indexed ? List.of("Never") : List.of("Never", "OnFailure"));
      assertThat(names(pod, "volumes")).containsAll(names(container(job), "volumeMounts"));
      assertThat(container(job).keySet())
          .isSubsetOf("name", "image", "command", "resources", "volumeMounts");
    }
  }

  private static List<Map<String, Object>> jobs() throws IOException {
    List<Map<String, Object>> jobs = new ArrayList<>();
    String text = Files.readString(SCRIPTS.resolve("kubernetes.yaml"));
    new Yaml(new SafeConstructor(new LoaderOptions()))
        .loadAll(text)
        .forEach(job -> jobs.add(Map.copyOf(asMap(job))));
    return jobs;
  }

  /** The words after {@code alpharl}, of the run and the base of this test. */
  private List<String> command(Map<String, Object> job) {
    List<?> command = (List<?>) container(job).get("command");
    assertThat(command.getFirst()).isEqualTo("alpharl");
    return command.stream()
        .skip(1)
        .map(word -> (String) word)
        .map(word -> word.equals("/runs/RUN") ? run.toString() : word)
        .map(word -> word.equals("/runs/BASE") ? base.toString() : word)
        .toList();
  }

  private static Map<String, Object> container(Map<String, Object> job) {
    Map<String, Object> pod = map(map(map(job, "spec"), "template"), "spec");
    return asMap(((List<?>) pod.get("containers")).getFirst());
  }

  private static List<Object> names(Map<String, Object> of, String list) {
    return ((List<?>) of.get(list)).stream().map(one -> asMap(one).get("name")).toList();
  }

  private static Map<String, Object> map(Map<String, Object> of, String name) {
    return asMap(of.get(name));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object value) {
    return (Map<String, Object>) value;
  }
}
