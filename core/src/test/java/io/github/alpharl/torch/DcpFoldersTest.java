package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.number;
import static io.github.alpharl.torch.Pickles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.failure.BadDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distributed checkpoints, made here: chunks in any file, cut anywhere. */
class DcpFoldersTest {

  @TempDir Path temp;

  private static final Whole WEIGHT = new Whole("model.w.weight", 3, 6, 4);

  private TorchWeights open() {
    return TorchWeights.open(TorchLayouts.recognise(temp).orElseThrow());
  }

  private void refuses(String... words) {
    assertThatThrownBy(() -> open().close())
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(words);
  }

  private static List<List<Long>> rows(Whole whole, int from, int to) {
    List<List<Long>> axes = new ArrayList<>(whole.all());
    axes.set(0, axes.getFirst().subList(from, to));
    return axes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "app.model", "model_state_dict"})
  void chunksOfSeveralFilesGiveTheWhole(String keys) throws IOException {
    new DcpMaker()
        .under(keys)
        .chunk(WEIGHT, rows(WEIGHT, 0, 4), "__0_0.distcp")
        .chunk(WEIGHT, rows(WEIGHT, 4, 6), "__1_3.distcp")
        .chunk(new Whole("scalar", 5), List.of(), "__1_3.distcp")
        .bytesItem("model.extra")
        .write(temp.resolve("pytorch_model_fsdp_0"));
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      new Whole("scalar", 5).requireIn(weights);
      assertThat(weights.tensors()).hasSize(2);
      assertThat(weights.notes()).singleElement().asString().contains("'model.extra' is no tensor");
      assertThat(weights.directory()).isEqualTo(temp.resolve("pytorch_model_fsdp_0"));
    }
  }

  @Test
  void theOnlyKeyIsNoPartOfTheNames() throws IOException {
    Whole other = new Whole("lm_head.weight", 9, 2, 2);
    new DcpMaker()
        .under("fsdp")
        .chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp")
        .chunk(other, other.all(), "__1_0.distcp")
        .write(temp);
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      other.requireIn(weights);
      assertThat(weights.notes()).singleElement().asString().contains("under the only key 'fsdp'");
    }
  }

  @Test
  void placesInListsArePartsOfNames() throws IOException {
    Whole inList = new Whole("blocks.0", 9, 2, 2);
    new DcpMaker()
        .under("model")
        .path("blocks.0", text("model"), text("blocks"), number(0))
        .chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp")
        .chunk(inList, inList.all(), "__0_0.distcp")
        .write(temp);
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      inList.requireIn(weights);
    }
  }

  @Test
  void aFlatOptimizerIsLeftOut() throws IOException {
    Whole moment = new Whole("state.model.w.weight.exp_avg", 4, 6, 4);
    Whole near = new Whole("state.model.exp_avg", 4, 6, 4);
    new DcpMaker()
        .chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp")
        .chunk(moment, moment.all(), "__0_0.distcp")
        .chunk(near, near.all(), "__0_0.distcp")
        .write(temp);
    try (TorchWeights weights = open()) {
      assertThat(weights.tensors()).containsOnlyKeys(WEIGHT.name(), near.name());
      assertThat(weights.notes()).singleElement().asString().contains("leaves out 1 values");
    }
  }

  @Test
  void aModelThatIsOneObjectIsRefused() throws IOException {
    new DcpMaker().bytesItem("model").write(temp);
    refuses("'model' is one object of one rank", "flatten_state_dict=True");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void anyCutGivesTheWholeAndNoneOfItLacksAChunk(long seed) throws IOException {
    Random random = new Random(seed);
    Whole whole = new Whole("w", seed, 2 + random.nextInt(8), 2 + random.nextInt(8));
    List<List<List<Long>>> boxes = new ArrayList<>(List.of(whole.all()));
    for (int cut = 0; cut < 6; cut++) {
      cut(boxes, random);
    }
    write(whole, boxes);
    try (TorchWeights weights = open()) {
      whole.requireIn(weights);
      assertThat(weights.tensors().get("w").blocks()).hasSameSizeAs(boxes);
    }
    boxes.removeLast();
    write(whole, boxes);
    refuses("'w'", "of its " + whole.shape()[0] * whole.shape()[1] + " elements");
  }

  private static void cut(List<List<List<Long>>> boxes, Random random) {
    List<List<Long>> box = boxes.remove(random.nextInt(boxes.size()));
    int axis = random.nextInt(2);
    int size = box.get(axis).size();
    int at = size < 2 ? 0 : 1 + random.nextInt(size - 1);
    if (at == 0) {
      boxes.add(box);
      return;
    }
    List<List<Long>> low = new ArrayList<>(box);
    List<List<Long>> high = new ArrayList<>(box);
    low.set(axis, box.get(axis).subList(0, at));
    high.set(axis, box.get(axis).subList(at, size));
    boxes.add(low);
    boxes.add(high);
  }

  private void write(Whole whole, List<List<List<Long>>> boxes) throws IOException {
    DcpMaker maker = new DcpMaker();
    for (int i = 0; i < boxes.size(); i++) {
      maker.chunk(whole, boxes.get(i), "__" + i % 2 + "_" + i + ".distcp");
    }
    maker.write(temp);
  }

  @Test
  void overlapsAndHolesAreRefused() throws IOException {
    write(WEIGHT, List.of(rows(WEIGHT, 0, 4), rows(WEIGHT, 3, 5)));
    refuses("'model.w.weight' has parts that overlap");
    write(WEIGHT, List.of(rows(WEIGHT, 0, 4), rows(WEIGHT, 3, 6)));
    refuses("overlap");
    write(WEIGHT, List.of(rows(WEIGHT, 0, 2), rows(WEIGHT, 3, 6)));
    refuses("has 20 of its 24 elements");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../secret", "/etc/passwd", "..", ".", "", "a/b", "a\nb", "__0_0.distcp\u0000"})
  void pathsThatLeadOutAreRefused(String said) throws IOException {
    new DcpMaker().chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp", said).write(temp);
    refuses("names the unsafe file");
  }

  @Test
  void linksThatLeadOutAreRefused() throws IOException {
    Path inner = temp.resolve("pytorch_model_fsdp_0");
    new DcpMaker().chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp").write(inner);
    Files.move(inner.resolve("__0_0.distcp"), temp.resolve("elsewhere"));
    Files.createSymbolicLink(inner.resolve("__0_0.distcp"), temp.resolve("elsewhere"));
    refuses("is a link out of its directory");
  }

  @Test
  void missingAndCutOffFilesAreNamed() throws IOException {
    write(WEIGHT, List.of(rows(WEIGHT, 0, 4), rows(WEIGHT, 4, 6)));
    Path last = temp.resolve("__1_1.distcp");
    byte[] all = Files.readAllBytes(last);
    Files.write(last, java.util.Arrays.copyOf(all, all.length - 10));
    refuses("__1_1.distcp", "cut off or still being written");
    Files.delete(last);
    refuses("__1_1.distcp", "not there", "still being written");
    Files.delete(temp.resolve(".metadata"));
    assertThat(TorchLayouts.recognise(temp).orElseThrow().state())
        .isEqualTo(TorchLayout.State.INCOMPLETE);
    refuses("without .metadata");
  }

  @Test
  void itemsOfOtherShapesAreRefused() throws IOException {
    new DcpMaker()
        .chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp", "__1_0.distcp")
        .chunk(new Whole("v", 0, 24), List.of(WEIGHT.all().getFirst()), "__1_0.distcp")
        .write(temp);
    refuses("__1_0.distcp: 'model.w.weight'");
  }

  @Test
  void itemsAsSafetensorsAreRefused() throws IOException {
    write(WEIGHT, List.of(WEIGHT.all()));
    String safetensors = "\2\0\0\0\0\0\0\0{}" + " ".repeat(9000);
    Files.writeString(temp.resolve("__0_0.distcp"), safetensors);
    refuses("__0_0.distcp: holds items as safetensors", "HuggingFaceStorageWriter");
  }

  @Test
  void transformedItemsAreRefused() throws IOException {
    new DcpMaker().through("stream.zstd").chunk(WEIGHT, WEIGHT.all(), "__0_0.distcp").write(temp);
    refuses("stored through stream.zstd", "dcp_to_torch");
  }

  @Test
  void metadataOfEachRankApartIsRefused() throws IOException {
    write(WEIGHT, List.of(WEIGHT.all()));
    Files.move(temp.resolve(".metadata"), temp.resolve("__0.metadata"));
    refuses("metadata of each rank apart");
  }

  @Test
  void metadataThatIsNoneIsRefused() throws IOException {
    Files.write(temp.resolve(".metadata"), Pickles.pickle(Pickles.dict()));
    refuses(".metadata: holds no Metadata");
    Files.write(temp.resolve(".metadata"), new byte[0]);
    refuses(".metadata: is no metadata of torch (0 bytes)", "the save was broken off");
    Files.write(temp.resolve(".metadata"), "x".getBytes(StandardCharsets.UTF_8));
    refuses(".metadata: is no metadata of torch (1 byte)", "take an earlier step");
  }
}
