package io.github.alpharl.torch;

import static io.github.alpharl.torch.Pickles.dict;
import static io.github.alpharl.torch.Pickles.number;
import static io.github.alpharl.torch.Pickles.numbers;
import static io.github.alpharl.torch.Pickles.pickle;
import static io.github.alpharl.torch.Pickles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.alpharl.disk.Disk;
import io.github.alpharl.failure.BadDataException;
import io.github.alpharl.safetensors.Dtype;
import io.github.alpharl.safetensors.SafetensorsFile;
import io.github.alpharl.safetensors.SafetensorsWriter;
import io.github.alpharl.safetensors.TensorContent;
import io.github.alpharl.safetensors.TensorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sharded safetensors, saved files with and without an index, DeepSpeed, and what is refused. */
class OtherFoldersTest {

  @TempDir Path temp;

  private static final Whole WEIGHT = new Whole("model.w.weight", 3, 5, 2);
  private static final Whole NORM = new Whole("model.norm.weight", 40, 3);

  private TorchWeights open() {
    return TorchWeights.open(TorchLayouts.recognise(temp).orElseThrow());
  }

  private void refuses(String... words) {
    assertThatThrownBy(() -> open().close())
        .isInstanceOf(BadDataException.class)
        .hasMessageContainingAll(words);
  }

  private void shard(int rank, int from, int to, String info) throws IOException {
    List<List<Long>> axes = new ArrayList<>(WEIGHT.all());
    axes.set(0, axes.getFirst().subList(from, to));
    TensorContent content = TensorContent.of(MemorySegment.ofArray(WEIGHT.part(axes, 0)));
    SafetensorsWriter.write(
        Disk.system(),
        temp.resolve("shard-0000" + rank + "-model-00001-of-00001.safetensors"),
        List.of(new TensorSource(WEIGHT.name(), Dtype.F32, Whole.sizes(axes), content)),
        Map.of("DCP_SHARDING_INFO", info));
  }

  private static String offsets(String offsets) {
    return "{\"" + WEIGHT.name() + "\": {\"saved_offsets\": " + offsets + "}}";
  }

  @Test
  void partsInSafetensorsGiveTheWhole() throws IOException {
    shard(1, 0, 3, offsets("[0, 0]"));
    shard(2, 3, 5, offsets("[3, 0]"));
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      assertThat(weights.layout().words()).isEqualTo("2 safetensors files with parts of tensors");
    }
    Files.delete(temp.resolve("shard-00001-model-00001-of-00001.safetensors"));
    refuses("lacks all files of shard 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2, 0]|overlap",
        "[4, 0]|has 10 of its 12 elements",
        "[-1, 0]|no plausible number",
        "[0]|1 offsets and 2 axes",
        "7|0 offsets and 2 axes",
        "[1e3, 0]|no plausible number",
        "[281474976710657, 0]|no plausible number",
      })
  void partsThatDoNotFitAreRefused(String start, String message) throws IOException {
    shard(1, 0, 3, offsets("[0, 0]"));
    shard(2, 3, 5, offsets(start));
    refuses("model.w.weight", message);
  }

  @Test
  void shardingInfoThatIsNoJsonIsRefused() throws IOException {
    shard(1, 0, 5, "{");
    refuses("shard-00001-model-00001-of-00001.safetensors: not valid JSON");
  }

  private void save(String name, RankFile file) throws IOException {
    Files.write(temp.resolve(name), file.bytes());
  }

  private void index(String text) throws IOException {
    Files.writeString(temp.resolve("pytorch_model.bin.index.json"), text);
  }

  @Test
  void anIndexNamesTheFiles() throws IOException {
    save("pytorch_model-00001-of-00002.bin", new RankFile().plain(WEIGHT));
    save("pytorch_model-00002-of-00002.bin", new RankFile().plain(NORM).plain(new Whole("x", 0)));
    String map =
        "{\"metadata\": {}, \"weight_map\": {\"model.w.weight\":"
            + " \"pytorch_model-00001-of-00002.bin\", \"model.norm.weight\":"
            + " \"pytorch_model-0000%d-of-00002.bin\"}}";
    index(String.format(map, 2));
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      NORM.requireIn(weights);
      assertThat(weights.notes()).singleElement().asString().contains("ignores 1 tensor", "x");
    }
    index(String.format(map, 1));
    refuses("not in the shard that the index names: model.norm.weight");
    index(String.format(map, 3));
    refuses("shards are missing: pytorch_model-00003-of-00002.bin");
    index("{\"metadata\": {}, \"weight_map\": {\"w\": \"../x.bin\"}}");
    refuses("unsafe");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pytorch_model.bin", "pytorch_model_fsdp.bin", "actor.pt", "w.pth"})
  void oneFileIsEnough(String name) throws IOException {
    save(name, new RankFile().plain(WEIGHT));
    save("optimizer.pt", new RankFile().plain(NORM));
    save("rng_state_0.pth", new RankFile().plain(NORM));
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      assertThat(weights.tensors()).hasSize(1);
      assertThat(weights.files()).containsExactly(temp.resolve(name));
    }
  }

  @Test
  void severalFilesWithoutAnIndexAreRefused() throws IOException {
    save("a.pt", new RankFile().plain(WEIGHT));
    save("b.pt", new RankFile().plain(WEIGHT));
    refuses("2 files of torch.save", "a.pt, b.pt");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "module",
        "model",
        "state_dict",
        "model_state_dict",
        "app.model",
        "state.model",
        "actor"
      })
  void theModelMayLieUnderAKey(String key) throws IOException {
    byte[] storage = Pickles.storage("torch", "FloatStorage", "0", 3);
    byte[] tensor = Pickles.tensor(storage, 0, numbers(3), numbers(1));
    byte[] model = dict(text(NORM.name()), tensor);
    for (String outer : List.of(key.split("\\.")).reversed()) {
      model =
          dict(text("iteration"), number(4), text(outer), model, text("optimizer"), Pickles.NONE);
    }
    byte[] root = model;
    byte[] file = Archives.of(pickle(root), NORM.part(NORM.all(), 0));
    Files.write(temp.resolve("mp_rank_00_model_states.pt"), file);
    Files.write(temp.resolve("bf16_zero_pp_rank_0_mp_rank_00_optim_states.pt"), new byte[9]);
    try (TorchWeights weights = open()) {
      NORM.requireIn(weights);
      assertThat(weights.layout().kind()).isEqualTo(TorchLayout.Kind.DEEPSPEED);
    }
  }

  /** Saves the norm under each of {@code keys}; "" is an empty state dict. */
  private void under(String... keys) throws IOException {
    byte[] storage = Pickles.storage("torch", "FloatStorage", "0", 3);
    byte[] tensor = Pickles.tensor(storage, 0, numbers(3), numbers(1));
    List<byte[]> flat = new ArrayList<>(List.of(text("step"), number(4)));
    for (String key : keys) {
      flat.add(text(key.isEmpty() ? "state_dict" : key));
      flat.add(key.isEmpty() ? dict() : dict(text(NORM.name()), tensor));
    }
    byte[] root = dict(flat.toArray(byte[][]::new));
    Path file = temp.resolve("pytorch_model.bin");
    Files.write(file, Archives.of(pickle(root), NORM.part(NORM.all(), 0)));
  }

  @Test
  void dictsOfTensorsBesideTheModelAreSaid() throws IOException {
    under("ema_state_dict", "model");
    try (TorchWeights weights = open()) {
      NORM.requireIn(weights);
      assertThat(weights.notes())
          .singleElement()
          .asString()
          .contains("'ema_state_dict' holds other tensors; those under 'model' are read");
    }
  }

  @Test
  void anEmptyDictUnderAnEarlierKeyIsPassedBy() throws IOException {
    under("", "module");
    try (TorchWeights weights = open()) {
      NORM.requireIn(weights);
    }
  }

  @Test
  void dictsUnderOtherKeysAreRefusedWithACommand() throws IOException {
    under("ema", "net");
    refuses("holds tensors only under ema, net", "map_location='cpu')['ema'], sys.argv[2])");
    under("a", "b", "c", "d");
    refuses("holds tensors only under a, b, c", "torch.save(model.state_dict(), FILE)");
    under("it's");
    refuses("holds tensors only under it's", "torch.save(model.state_dict(), FILE)");
  }

  @Test
  void filesOfOtherKindsUnderTorchsNameAreTold() throws IOException {
    Path file = temp.resolve("pytorch_model.bin");
    Files.writeString(file, "\u0002\0\0\0\0\0\0\0{}");
    refuses("is a safetensors file", "mv " + file + " " + temp.resolve("model.safetensors"));
    Path renamed = temp.resolve("model.safetensors");
    Files.write(renamed, new RankFile().plain(NORM).bytes());
    assertThatThrownBy(() -> SafetensorsFile.open(renamed))
        .isInstanceOf(BadDataException.class)
        .hasMessageContaining("as torch.save writes, and no safetensors file; name it");
    Files.delete(renamed);
    Files.write(file, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0});
    refuses("is compressed by gzip", "gzip -dc " + file);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("x/data.pkl"));
      zip.write(pickle(dict()));
    }
    refuses("was zipped anew with compression", "torch.load(sys.argv[1], map_location='cpu')");
  }

  @Test
  void lightningsFolderOfDeepSpeedIsFound() throws IOException {
    Path inner = Files.createDirectory(temp.resolve("checkpoint"));
    Files.write(inner.resolve("mp_rank_00_model_states.pt"), new RankFile().plain(NORM).bytes());
    try (TorchWeights weights = open()) {
      NORM.requireIn(weights);
      assertThat(weights.directory()).isEqualTo(inner);
    }
  }

  @Test
  void tensorsOfOtherKindsAreLeftOutAndSaid() throws IOException {
    byte[] storage = Pickles.storage("torch", "UntypedStorage", "9", 4);
    byte[] four =
        Pickles.call(
            Pickles.global("torch._utils", "_rebuild_tensor_v3"),
            storage,
            number(0),
            numbers(4),
            numbers(1),
            Pickles.FALSE,
            Pickles.ORDERED,
            Pickles.global("torch", "float4_e2m1fn_x2"));
    byte[] quantised =
        Pickles.call(
            Pickles.global("torch._tensor", "_rebuild_from_type_v2"),
            Pickles.global("torchao", "rebuild"),
            Pickles.global("torchao", "Int4Tensor"),
            Pickles.tuple(),
            Pickles.NONE);
    save("model.pt", new RankFile().plain(WEIGHT).add("four", four).add("quantised", quantised));
    try (TorchWeights weights = open()) {
      WEIGHT.requireIn(weights);
      assertThat(weights.notes())
          .singleElement()
          .asString()
          .contains("leaves out 2 values", "float4_e2m1fn_x2", "torchao.Int4Tensor");
    }
  }

  @Test
  void deepSpeedsLatestFolderIsFound() throws IOException {
    Path inner = Files.createDirectory(temp.resolve("global_step10"));
    Files.writeString(temp.resolve("latest"), "global_step10\n");
    Files.write(inner.resolve("mp_rank_00_model_states.pt"), new RankFile().plain(NORM).bytes());
    try (TorchWeights weights = open()) {
      NORM.requireIn(weights);
      assertThat(weights.directory()).isEqualTo(inner);
    }
    Files.writeString(temp.resolve("latest"), "../elsewhere");
    assertThat(TorchLayouts.recognise(temp)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zero_pp_rank_0_mp_rank_00_model_states.pt|zero_to_fp32.py",
        "dist_ckpt|--backend megatron",
        "__0_0.distcp|without .metadata",
      })
  void whatIsNotReadNamesTheCommand(String name, String words) throws IOException {
    Files.write(temp.resolve(name), new byte[0]);
    assertThat(TorchLayouts.recognise(temp).orElseThrow().state())
        .isNotEqualTo(TorchLayout.State.COMPLETE);
    refuses(words);
  }

  @Test
  void otherFoldersAreNotRecognised() throws IOException {
    Files.writeString(temp.resolve("config.json"), "{}");
    Files.writeString(temp.resolve("training_args.bin"), "x");
    assertThat(TorchLayouts.recognise(temp)).isEmpty();
  }

  @Test
  void filesThatChangeAreNoticed() throws IOException {
    save("pytorch_model.bin", new RankFile().plain(WEIGHT));
    try (TorchWeights weights = open()) {
      weights.requireUnchanged();
      save("pytorch_model.bin", new RankFile().plain(WEIGHT).plain(NORM));
      assertThatThrownBy(weights::requireUnchanged)
          .isInstanceOf(BadDataException.class)
          .hasMessageContaining("pytorch_model.bin");
    }
  }
}
