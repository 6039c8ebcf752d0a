package io.github.alpharl.cli;

import io.github.alpharl.disk.FaultyDisk;
import io.github.alpharl.disk.Listing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A standalone Spark of processes: a master, and workers of one core on 127.0.0.1 and 127.0.0.2,
 * whose executors can be held in a task and be lost.
 */
final class SparkCluster implements AutoCloseable {

  private static final List<String> HOSTS = List.of("127.0.0.1", "127.0.0.2");
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** Such as spark://127.0.0.1:40123. */
  private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private final Path home;
  private final Path folder;
  private final Process master;
  private final String address;
  private final Map<String, Process> workers = new TreeMap<>();
  private int started;
  private int submitted;

  /** Starts the master, with all files in {@code folder}. */
  SparkCluster(Path home, Path folder) throws IOException {
    this.home = home;
    this.folder = folder;
    this.master = daemon("master.Master", "127.0.0.1", "--port", "0");
    Path log = log("master.Master");
    this.address =
        await("master", () -> Optional.of(MASTER.matcher(text(log))).filter(Matcher::find))
            .group(1);
  }

  /** Starts the workers that are not alive, and waits for them. */
  void complete() throws IOException {
    int more = 0;
    for (String host : HOSTS) {
      if (!workers.containsKey(host) || !workers.get(host).isAlive()) {
        more++;
        String work = folder.resolve(host).toString();
        String[] words = {"--cores", "1", "--memory", "1G", "--work-dir", work, address};
        workers.put(host, daemon("worker.Worker", host, words));
      }
    }
    started += more;
    await(
        "worker",
        () ->
            Optional.of(count(log("master.Master"), "Registering worker"))
                .filter(registered -> registered == started));
  }

  private Process daemon(String type, String host, String... words) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(SparkHome.QUICK.split(" ")));
    command.add("-Djava.io.tmpdir=" + folder);
    command.addAll(List.of("-Xmx256m", "-cp", home.resolve("jars") + "/*"));
    command.add("org.apache.spark.deploy." + type);
    command.addAll(List.of("--host", host, "--webui-port", "0"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log(type).toFile()));
    builder.environment().putAll(SparkHome.environment(home, folder));
    return builder.start();
  }

  private Path log(String type) {
    return folder.resolve(type + ".log");
  }

  /** Starts a command on both workers; {@link #hold} says which executors wait. */
  Cli.Child submit(Object... command) throws IOException {
    String options =
        SparkHome.QUICK + " -D" + FaultyDisk.PROPERTY + "=hold:" + holding("{{EXECUTOR_ID}}");
    Object[] words =
        Work.with(
            command,
            "--spark=" + address,
            "--conf=spark.executor.memory=512m",
            "--conf=spark.scheduler.minRegisteredResourcesRatio=1",
            "--conf=spark.executor.extraJavaOptions=" + options);
    submitted++;
    return Cli.start(SparkHome.environment(home, folder), SparkHome.onClassPath(), words);
  }

  private Path holding(Object executor) {
    return folder.resolve("hold-" + executor);
  }

  /** Lets exactly these executors of an application wait before they next change the disk. */
  void hold(Integer... executors) throws IOException {
    for (int id = 0; id < 2; id++) {
      Files.deleteIfExists(holding(id));
      if (List.of(executors).contains(id)) {
        Files.createFile(holding(id));
      }
    }
  }

  /** An executor of the newest application. */
  record Executor(int id, Process worker, Path log) {

    boolean isInTask() {
      return count(log, "Running task") > done();
    }

    /** How many tasks it has done. */
    long done() {
      return count(log, "Finished task");
    }

    /** Its worker, of one core, has no other. */
    private ProcessHandle process() {
      return worker.children().findFirst().orElseThrow();
    }

    /** Stops it by SIGSTOP, so that it hangs. */
    void stop() throws IOException, InterruptedException {
      new ProcessBuilder("kill", "-STOP", Long.toString(process().pid())).start().waitFor();
    }

    /** Ends it by SIGKILL. */
    void kill() {
      process().destroyForcibly();
    }

    /** Ends its worker by SIGKILL, and it. */
    void killWithWorker() {
      ProcessHandle own = process();
      worker.destroyForcibly();
      own.destroyForcibly();
    }
  }

  /** Waits for executor {@code id} to work on a task. */
  Executor inTask(int id) {
    return await("task", () -> inTask().filter(executor -> executor.id() == id).findFirst());
  }

  /** Waits until one task is left, and is worked on, where {@code done} others are done. */
  Executor inLastTask(int done) {
    return await(
        "last task",
        () ->
            executors().mapToLong(Executor::done).sum() < done
                ? Optional.empty()
                : inTask().findFirst());
  }

  private Stream<Executor> inTask() {
    return executors().filter(Executor::isInTask);
  }

  private Stream<Executor> executors() {
    String app = "app-*-%04d".formatted(submitted - 1); // such as app-20261128180526-0000
    return HOSTS.stream()
        .flatMap(host -> below(folder.resolve(host), app).map(found -> Map.entry(host, found)))
        .flatMap(
            found ->
                below(found.getValue(), "[0-9]*")
                    .map(
                        own ->
                            new Executor(
                                Integer.parseInt(own.getFileName().toString()),
                                workers.get(found.getKey()),
                                own.resolve("stderr"))));
  }

  private static Stream<Path> below(Path folder, String glob) {
    return Files.isDirectory(folder) ? Listing.of(folder, glob).stream() : Stream.empty();
  }

  private static long count(Path log, String words) {
    return text(log).lines().filter(line -> line.contains(words)).count();
  }

  private static String text(Path log) {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private <T> T await(String what, Supplier<Optional<T>> found) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < end && master.isAlive()) {
      Optional<T> now = found.get();
      if (now.isPresent()) {
        return now.get();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new AssertionError("no " + what + ": " + text(log("master.Master")));
  }

  @Override
  public void close() {
    workers.values().forEach(SparkCluster::kill);
    kill(master);
  }

  private static void kill(Process process) {
    List<ProcessHandle> all =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(one -> one.onExit().join());
  }
}
