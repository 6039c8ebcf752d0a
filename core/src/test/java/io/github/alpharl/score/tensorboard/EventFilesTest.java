package io.github.alpharl.score.tensorboard;

import static io.github.alpharl.testkit.EventWriter.bytes;
import static io.github.alpharl.testkit.EventWriter.fixed32;
import static io.github.alpharl.testkit.EventWriter.little;
import static io.github.alpharl.testkit.EventWriter.message;
import static io.github.alpharl.testkit.EventWriter.varint;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.AlphaRlException;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.failure.UsageException;
import io.github.alpharl.testkit.EventWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {

  @TempDir Path temp;

  private final List<String> seen = new ArrayList<>();
  private final ScalarSink sink =
      new ScalarSink() {
        private long step;

        @Override
        public void event(long next) {
          step = next;
        }

        @Override
        public void scalar(String tag, double value) {
          seen.add(step + " " + tag + " " + value);
        }
      };

  private List<String> read(byte[] content) throws IOException {
    Path file = Files.write(temp.resolve("events.out.tfevents.1.h"), content);
    return EventFiles.read(List.of(file), sink);
  }

  /** The first record of a file by TensorBoard 2.21's own writer: both checksums are its own. */
  @Test
  void agreesWithTensorBoardOnTheChecksums() throws IOException {
    byte[] version =
        HexFormat.of()
            .parseHex(
                "4800000000000000fe92489d09474253d98ac2da411a"
                    + "0d627261696e2e4576656e743a32522e0a2c74656e73"
                    + "6f72626f6172642e73756d6d6172792e777269746572"
                    + "2e6576656e745f66696c655f777269746572b325236d");
    RecordStream stream = new RecordStream(new ByteArrayInputStream(version));
    assertThat(stream.next()).hasValueSatisfying(r -> assertThat(r.remaining()).isEqualTo(72));
    assertThat(stream.next()).isEmpty();
    assertThat(stream.end()).isEqualTo(RecordStream.End.CLEAN);
    assertThat(stream.damaged()).isZero();
  }

  @Test
  void readsSimpleValuesAndTensors() throws IOException {
    byte[] shape = bytes(2, message(bytes(2, varint(1, 1))));
    byte[] single = little(4).putFloat(0.25f).array();
    byte[] wide = little(8).putDouble(0.1).array();
    EventWriter file =
        new EventWriter()
            .scalar(1L << 40, "train/reward", 0.5f)
            .tensor(2, "content", message(varint(1, 1), bytes(4, single)))
            .tensor(3, "listed", message(varint(1, 1), shape, bytes(5, single)))
            .tensor(4, "one", message(varint(1, 1), fixed32(5, Float.floatToIntBits(0.75f))))
            .tensor(5, "wide", message(varint(1, 2), bytes(4, wide)))
            .tensor(6, "wide list", message(varint(1, 2), bytes(6, wide)))
            .tensor(7, "whole", message(varint(1, 9), bytes(10, EventWriter.varint(300))))
            .tensor(8, "below", message(varint(1, 3), varint(7, -4)));
    assertThat(read(file.bytes())).isEmpty();
    assertThat(seen)
        .containsExactly(
            "1099511627776 train/reward 0.5",
            "2 content 0.25",
            "3 listed 0.25",
            "4 one 0.75",
            "5 wide 0.1",
            "6 wide list 0.1",
            "7 whole 300.0",
            "8 below -4.0");
  }

  @Test
  void passesOverWhatIsNoScalar() throws IOException {
    byte[] three = bytes(2, message(bytes(2, varint(1, 3))));
    byte[] numbers = little(12).putFloat(1).putFloat(2).putFloat(3).array();
    EventWriter file =
        new EventWriter()
            .tensor(1, "histogram", message(varint(1, 1), three, bytes(4, numbers)))
            .tensor(1, "text", message(varint(1, 7), bytes(8, new byte[] {'a'})))
            .scalar(1, "_hparams_/lr", 1)
            .scalar(1, "kept", 1);
    assertThat(read(file.bytes())).isEmpty();
    assertThat(seen).containsExactly("1 kept 1.0");
  }

  @Test
  void saysWhatALiveOrDamagedFileLeavesOut() throws IOException {
    byte[] one = new EventWriter().scalar(1, "a", 1).bytes();
    byte[] two = new EventWriter().scalar(1, "a", 1).scalar(2, "a", 2).bytes();
    assertThat(read(Arrays.copyOf(two, two.length - 3)))
        .singleElement()
        .asString()
        .endsWith("the unfinished record at its end is left out");
    assertThat(seen).containsExactly("1 a 1.0");
    byte[] damaged = two.clone();
    damaged[one.length - 6] ^= 1; // in the content of the first scalar
    assertThat(read(damaged).getFirst()).endsWith("records with a wrong checksum are left out: 1");
    assertThat(seen).containsExactly("1 a 1.0", "2 a 2.0");
    assertThat(read(Arrays.copyOf(one, one.length + 100)).getFirst())
        .endsWith("damaged at byte " + one.length + ": the last 100 bytes are left out");
  }

  @Test
  void refusesWhatIsNoEventFile() {
    assertThatThrownBy(() -> read("step,accuracy\n1,0.5\n2,0.5\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("is no TensorBoard event file");
    byte[] noEvent = new EventWriter().record(new byte[] {0x2A, 0x7F}).bytes();
    assertThatThrownBy(() -> read(noEvent))
        .isInstanceOf(BadDataException.class)
        .hasMessageEndingWith("it has a field of 127 bytes where 0 are left");
  }

  /**
   * No length is believed: a flipped bit or random record ends in a sentence or in fewer values.
   */
  @Test
  void neitherHangsNorFailsOnHostileBytes() throws IOException {
    byte[] sound = new EventWriter().scalar(1, "a", 1).scalar(2, "a", 2).bytes();
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] hostile;
      if (i % 2 == 0) {
        hostile = sound.clone();
        hostile[random.nextInt(hostile.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        byte[] content = new byte[random.nextInt(40)];
        random.nextBytes(content);
        hostile = new EventWriter().record(content).bytes();
      }
      seen.clear();
      try {
        read(hostile);
        assertThat(seen).hasSizeLessThanOrEqualTo(4);
      } catch (AlphaRlException e) {
        assertThat(e).hasMessageContaining("tfevents");
      }
    }
  }

  @Test
  void takesTheFilesOfOneRunInTheOrderOfTheirStarts() throws IOException {
    Path run = temp.resolve("runs/now");
    Path second = new EventWriter().scalar(2, "a", 1).write(run, 1000);
    Path first = new EventWriter().scalar(1, "a", 1).write(run, 999);
    assertThat(EventFiles.ofRun(run)).containsExactly(first, second);
    assertThat(EventFiles.ofRun(temp)).containsExactly(first, second);
    new EventWriter().write(temp.resolve("runs/other"), 5);
    assertThatThrownBy(() -> EventFiles.ofRun(temp))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("holds the event files of 2 runs (" + run);
    assertThat(EventFiles.newest(EventFiles.below(temp))).hasValue(run);
    assertThatThrownBy(() -> EventFiles.ofRun(Files.createDirectory(temp.resolve("none"))))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("is a directory without TensorBoard event files");
  }
}
