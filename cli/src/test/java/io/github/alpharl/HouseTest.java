package io.github.alpharl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one-way river: every room of all modules as a layer. */
class HouseTest {

  private static final String HOUSE = "io.github.alpharl";

  /** The rooms from the spring to the sea; a room may know those before it and no other. */
  private static final List<String> RIVER =
      List.of(
          "failure",
          "disk",
          "json",
          "vector",
          "update",
          "safetensors",
          "torch.pickle",
          "torch.archive",
          "torch.tensor",
          "torch.shard",
          "torch",
          "spectral.kernel",
          "spectral",
          "checkpoint.names",
          "checkpoint",
          "adapter",
          "broadcast",
          "run",
          "score.tensorboard",
          "score.table",
          "score",
          "factor.step",
          "factor",
          "factor.product",
          "linearity",
          "difference",
          "forecast.curve",
          "forecast",
          "compose",
          "race",
          "study",
          "study.search",
          "grade.text",
          "grade.expression",
          "grade.spelling",
          "grade.latex",
          "grade.extract",
          "grade.equality",
          "grade",
          "lab.task",
          "lab.torch",
          "lab.text",
          "lab.network",
          "lab.generation",
          "lab.optimizer",
          "lab.objective",
          "lab.fault",
          "lab.option",
          "lab.rl",
          "lab.run",
          "forecastnext",
          "eval.figures",
          "eval.benchmark",
          "eval.reward",
          "eval.sampler",
          "eval.result",
          "eval.behaviour",
          "accelerate",
          "accelerate.command",
          "follow",
          "regrounding",
          "report.drawing",
          "report",
          "watch.metric",
          "watch.weight",
          "watch.detector",
          "watch.alert",
          "watch.channel",
          "watch.policy",
          "watch.trajectory",
          "watch",
          "guard",
          "view",
          "view.lab",
          "view.progress",
          "reproduce.page",
          "reproduce.own",
          "reproduce.run",
          "reproduce.measure",
          "reproduce.item",
          "reproduce.watched",
          "reproduce.tour",
          "reproduce",
          "spark",
          "bucket.memory",
          "bucket.object",
          "bucket",
          "bench",
          "machine",
          "cli.progress",
          "cli.word",
          "cli.option",
          "cli.run",
          "cli.lab",
          "cli.bench",
          "cli.command",
          "cli");

  /** Rooms that must not know one another though the river runs past both. */
  private static final Map<String, List<String>> STRANGERS =
      Map.of(
          "lab", List.of("spectral", "factor", "linearity", "forecast", "compose", "race", "grade"),
          "compose", List.of("spectral", "factor", "score", "linearity", "forecast"),
          "accelerate", List.of("lab", "eval", "grade"),
          "report", List.of("lab", "eval"),
          "watch", List.of("lab", "eval", "accelerate"),
          "eval", List.of("spectral", "forecast", "compose"));

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(HOUSE);

  private static String room(JavaClass type) {
    String name = type.getPackageName();
    return name.startsWith(HOUSE + ".") ? name.substring(HOUSE.length() + 1) : "";
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith(HOUSE + ".")
        && !type.getPackageName().startsWith(HOUSE + ".testkit");
  }

  private static List<Dependency> arrows() {
    return ALL.stream()
        .filter(HouseTest::isOurs)
        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
        .filter(arrow -> isOurs(arrow.getTargetClass()))
        .filter(arrow -> !room(arrow.getOriginClass()).equals(room(arrow.getTargetClass())))
        .toList();
  }

  @Test
  void everyPackageIsARoomOfTheRiver() {
    List<String> rooms =
        ALL.stream().filter(HouseTest::isOurs).map(HouseTest::room).distinct().toList();
    assertThat(rooms).containsExactlyInAnyOrderElementsOf(RIVER);
  }

  @Test
  void lowerRoomsNeverKnowHigherOnes() {
    assertThat(arrows())
        .filteredOn(
            arrow ->
                RIVER.indexOf(room(arrow.getTargetClass()))
                    > RIVER.indexOf(room(arrow.getOriginClass())))
        .extracting(Dependency::getDescription)
        .isEmpty();
  }

  @Test
  void strangersStayStrangers() {
    assertThat(arrows())
        .filteredOn(
            arrow -> areStrangers(room(arrow.getOriginClass()), room(arrow.getTargetClass())))
        .extracting(Dependency::getDescription)
        .isEmpty();
  }

  private static boolean areStrangers(String from, String to) {
    return STRANGERS.getOrDefault(from.split("\\.")[0], List.of()).contains(to.split("\\.")[0]);
  }

  @Test
  void noRoomHasMoreThan25Files() {
    Map<String, Long> sizes =
        ALL.stream()
            .filter(HouseTest::isOurs)
            .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(HouseTest::room, TreeMap::new, Collectors.counting()));
    sizes.values().removeIf(count -> count <= 25);
    assertThat(sizes).isEmpty();
  }

  @Test
  void theSpectralRoomsKnowNoFiles() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..spectral..", "..forecast..", "..vector..", "..update..", "..forecastnext..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.nio.file..")
        .check(ALL);
  }

  @Test
  void thePicocliIsOfTheCommandLineAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.github.alpharl.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("picocli..")
        .check(ALL);
  }

  @Test
  void theBarsAreOfTheirRoomAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.github.alpharl.view.progress")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("me.tongfei..")
        .check(ALL);
  }

  @Test
  void libTorchIsOfTheLabAndItsNeighboursAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.github.alpharl.lab..",
            "io.github.alpharl.forecastnext..",
            "io.github.alpharl.bench..",
            "io.github.alpharl.eval.sampler..",
            "io.github.alpharl.eval.behaviour..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.bytedeco..")
        .check(ALL);
  }

  @Test
  void theAwsSdkIsOfBucketsAloneAndSparkOfItsRoom() {
    isOnlyKnownTo("io.github.alpharl.bucket..", "software.amazon..");
    isOnlyKnownTo("io.github.alpharl.spark..", "org.apache.spark..", "scala..");
  }

  private static void isOnlyKnownTo(String room, String... libraries) {
    noClasses()
        .that()
        .resideOutsideOfPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(libraries)
        .check(ALL);
  }

  @Test
  void noRoomButTheCommandLinePrintsOrExits() {
    noClasses()
        .that()
        .resideOutsideOfPackages("io.github.alpharl.cli..", "io.github.alpharl.testkit..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(ALL);
  }

  /** Commands of other programs, which have flags of their own. */
  private static final List<String> FOREIGN =
      List.of(
          "model_merger",
          "--local_dir",
          "--target_dir",
          "--add-modules",
          "--ckpt",
          "--tag ",
          "--safe_ser",
          "--master",
          "--conf",
          "--jars",
          "--enable-lora",
          "--lora-modules",
          "--max-lora-rank");

  @Test
  void flagsAreOfTheCommandLineAlone() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path source : sources()) {
      for (String line : Files.readAllLines(source)) {
        boolean comment = line.strip().startsWith("*") || line.strip().startsWith("//");
        boolean table = source.endsWith("ForeignFormat.java"); // other programs' commands, no more
        if (!comment
            && !table
            && FLAG.matcher(line).find()
            && FOREIGN.stream().noneMatch(line::contains)) {
          found.add(source.getFileName() + ": " + line.strip());
        }
      }
    }
    assertThat(found).isEmpty();
  }

  /** Such as {@code "give it with --base DIR"}. */
  private static final Pattern FLAG = Pattern.compile("\"[^\"]*--[a-z][^\"]*\"");

  private static List<Path> sources() throws IOException {
    Path root = Files.isDirectory(Path.of("cli")) ? Path.of("") : Path.of("..");
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
      }
    }
    assertThat(sources).hasSizeGreaterThan(300);
    return sources;
  }

  private static final List<String> MODULES =
      List.of(
          "core",
          "grade",
          "lab",
          "forecast-next",
          "eval",
          "accelerate",
          "report",
          "watch",
          "view",
          "reproduce",
          "spark",
          "bucket",
          "bench");

  @Test
  void thePublicTypesOfTheLibrariesAreThoseApproved() throws IOException {
    List<String> found =
        ALL.stream()
            .filter(HouseTest::isOurs)
            .filter(type -> PUBLIC_ROOMS.contains(room(type).split("\\.")[0]))
            .filter(type -> type.isTopLevelClass())
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .map(type -> type.getName().substring(HOUSE.length() + 1))
            .sorted()
            .toList();
    Path approved = Path.of("src/test/resources/public-types.txt");
    Path file = Files.exists(approved) ? approved : Path.of("cli").resolve(approved);
    if (Boolean.getBoolean("alpharl.approve")) {
      Files.write(file, found);
    }
    assertThat(found).isEqualTo(Files.readAllLines(file));
  }

  private static final List<String> PUBLIC_ROOMS =
      Stream.concat(RIVER.subList(0, RIVER.indexOf("grade.text")).stream(), Stream.of("grade"))
          .map(room -> room.split("\\.")[0])
          .distinct()
          .toList();
}
