package io.github.alpharl.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.checkpoint.CheckpointWriter;
import io.github.alpharl.checkpoint.Fixtures;
import io.github.alpharl.checkpoint.HfCheckpoint;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.EnvironmentException;
import io.github.alpharl.safetensors.TensorContent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is under a final name is complete, whatever fails. */
public class AtomicWriteTest {

  @TempDir Path temp;

  private static Disk.Content text(String text) {
    return sink -> sink.write(MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static FaultyDisk failing(long at) {
    return new FaultyDisk(Disk.system(), FaultyDisk.Fault.FAIL, at);
  }

  private static long operationsOf(Consumer<Disk> work) {
    FaultyDisk counting = failing(Long.MAX_VALUE);
    work.accept(counting);
    return counting.operations();
  }

  @Test
  void aFileIsOldOrNewWhicheverOperationFails() throws IOException {
    Path file = temp.resolve("sub").resolve("file");
    long operations = operationsOf(disk -> AtomicFile.write(disk, file, text("old")));
    assertThat(operations).isEqualTo(6);
    long updates = operations - 1;
    for (long k = 1; k <= updates; k++) {
      FaultyDisk disk = failing(k);
      assertThatThrownBy(() -> AtomicFile.write(disk, file, text("new")))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("cannot write " + file)
          .hasMessageContaining("planned fault at operation " + k);
      assertThat(file).hasContent(k < updates ? "old" : "new");
      assertThat(names(file.getParent())).containsExactly("file");
    }
  }

  @Test
  void aDirectoryIsAbsentOrCompleteWhicheverOperationFails() throws IOException {
    Path template = Fixtures.model(temp.resolve("template"), 1);
    Path whole = temp.resolve("whole");
    long operations = operationsOf(disk -> copy(disk, template, whole));
    assertThat(operations).isGreaterThan(15);
    Map<String, byte[]> expected = contents(whole);
    Path out = temp.resolve("out");
    for (long k = 1; k < operations; k++) {
      FaultyDisk disk = failing(k);
      assertThatThrownBy(() -> copy(disk, template, out))
          .isInstanceOf(EnvironmentException.class)
          .hasMessageContaining("planned fault at operation " + k);
      assertThat(names(temp)).containsExactlyInAnyOrder("template", "whole");
    }
    FaultyDisk last = failing(operations);
    assertThatThrownBy(() -> copy(last, template, out)).isInstanceOf(EnvironmentException.class);
    assertThat(contents(out)).containsExactlyInAnyOrderEntriesOf(expected);
  }

  @Test
  void whatAKilledProcessLeftIsCleanedOnlyIfOurs() throws IOException {
    Path file = temp.resolve("file");
    Path ours = TempNames.beside(file);
    Files.createDirectory(ours);
    Files.writeString(ours.resolve("half"), "x");
    Path foreign = Files.writeString(temp.resolve(".alpharl-tmp-other"), "x");
    Path otherHost = Files.writeString(temp.resolve(".alpharl-tmp-0-1-1"), "x");
    Path inUse = Files.writeString(TempNames.beside(file), "x");
    TempNames.release(ours);
    AtomicFile.write(file, "content");
    TempNames.release(inUse);
    assertThat(ours).doesNotExist();
    assertThat(foreign).exists();
    assertThat(otherHost).exists();
    assertThat(inUse).exists();
  }

  /** Containers may share a host's name and give their processes the same numbers. */
  @Test
  void whatAnotherContainerWritesIsLeftAloneForADay() throws IOException {
    Path ours = TempNames.beside(temp.resolve("file"));
    TempNames.release(ours);
    String[] words = ours.getFileName().toString().split("-");
    words[3] = words[3].equals("1") ? "2" : "1";
    Path running = Files.writeString(temp.resolve(String.join("-", words)), "x");
    words[4] = Long.toString(Long.MAX_VALUE / 10);
    Path ended = Files.writeString(temp.resolve(String.join("-", words)), "x");
    Files.setLastModifiedTime(
        ended, FileTime.from(Instant.now().minus(Duration.ofDays(1)).minusSeconds(60)));
    AtomicFile.write(temp.resolve("file"), "content");
    assertThat(running).exists();
    assertThat(ended).doesNotExist();
  }

  @Test
  void aMarkElsewhereIsLeftWhenItsProcessHasEndedOrAfterADay() {
    String own = TempNames.fresh();
    Instant longAgo = Instant.now().minus(Duration.ofDays(2));
    assertThat(TempNames.isLeft(own, longAgo)).isFalse();
    TempNames.release(own);
    assertThat(TempNames.isLeft(own, Instant.now())).isTrue();
    String elsewhere = ".alpharl-tmp-0-0-1-1";
    assertThat(TempNames.isLeft(elsewhere, Instant.now())).isFalse();
    assertThat(TempNames.isLeft(elsewhere, longAgo)).isTrue();
  }

  @Test
  void unusableOutputsAreRefusedBeforeWork() throws IOException {
    Path input = Files.createDirectories(temp.resolve("run").resolve("step-1"));
    Path full = Files.createDirectory(temp.resolve("full"));
    Files.writeString(full.resolve("x"), "x");
    unusable(full, 0, "exists already; remove it or choose another output");
    unusable(full.resolve("x"), 0, "exists already");
    unusable(input, 0, "the output is the input", input);
    unusable(temp.resolve("run"), 0, "the output is the input", input);
    unusable(input.resolve("..").resolve("step-1"), 0, "the output is the input", input);
    unusable(temp.resolve("new"), Long.MAX_VALUE, "needs 9223372036854775807 bytes but its disk");
    AtomicDirectory.requireUsable(temp.resolve("deep/new"), 10, input);
    AtomicDirectory.requireUsable(Files.createDirectory(temp.resolve("empty")), 10, input);
  }

  private static void unusable(Path target, long bytes, String message, Path... inputs) {
    assertThatThrownBy(() -> AtomicDirectory.requireUsable(target, bytes, inputs))
        .isInstanceOf(EnvironmentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anEmptyDirectoryMayBeTheTarget() throws IOException {
    Path target = Files.createDirectory(temp.resolve("empty"));
    AtomicDirectory.write(
        Disk.system(), target, d -> Disk.system().write(d.resolve("a"), text("a")));
    assertThat(contents(target)).containsOnlyKeys("a");
  }

  @Test
  void anErrorOfTheBodyLeavesNothing() throws IOException {
    Path target = temp.resolve("out");
    assertThatThrownBy(
            () ->
                AtomicDirectory.write(
                    Disk.system(),
                    target,
                    directory -> {
                      Disk.system().write(directory.resolve("a"), text("a"));
                      throw BadDataException.of("broken input");
                    }))
        .isInstanceOf(BadDataException.class);
    assertThat(names(temp)).isEmpty();
  }

  @Test
  void namesWithSpacesAndManyLettersWork() throws IOException {
    Path target = temp.resolve("a b ü").resolve("n".repeat(250));
    AtomicFile.write(target, "content");
    assertThat(target).hasContent("content");
  }

  static void copy(Disk disk, Path template, Path target) {
    try (HfCheckpoint checkpoint = HfCheckpoint.open(template)) {
      new CheckpointWriter(checkpoint, disk, 300)
          .write(target, tensor -> TensorContent.of(tensor.data()));
    }
  }

  static Map<String, byte[]> contents(Path directory) throws IOException {
    Map<String, byte[]> result = new TreeMap<>();
    for (String name : names(directory)) {
      result.put(name, Files.readAllBytes(directory.resolve(name)));
    }
    return result;
  }

  public static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
