package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.alpharl.checkpoint.LoraAdapter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java examples of docs/library.md, compiled as another program would and run on a small run.
 */
class LibraryExamplesTest {

  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final List<String> ROOMS =
      List.of("study", "run", "score", "forecast", "forecast.curve");

  @TempDir Path temp;

  private static List<String> examples() throws IOException {
    Path page = Path.of("docs/library.md");
    Matcher matcher = JAVA.matcher(Files.readString(Files.exists(page) ? page : up(page)));
    return matcher.results().map(found -> found.group(1)).toList();
  }

  private static Path up(Path page) {
    return Path.of("..").resolve(page);
  }

  @Test
  void theScoreAtAStepIsForecast() throws Exception {
    Path run = SmallRun.write(temp.resolve("run"), 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110);
    String printed = run(examples().get(0), run.toString());
    assertThat(printed).containsPattern("step 500: 0\\.\\d{3} \\(0\\.\\d{3} to [01]\\.\\d{3}\\)");
  }

  @Test
  void aForecastIsWrittenAsAnAdapter() throws Exception {
    Path run = SmallRun.write(temp.resolve("run"));
    Path out = temp.resolve("adapter");
    String printed = run(examples().get(1), run.toString(), out.toString());
    assertThat(printed).contains("cut to rank 8");
    try (LoraAdapter adapter = LoraAdapter.open(out)) {
      assertThat(adapter.modules()).hasSize(SmallModel.modules().size());
      assertThat(adapter.modules().getFirst().rank()).isEqualTo(8);
    }
  }

  /** Compiles and runs {@code body} as the main method of a class; what it prints. */
  private String run(String body, String... args) throws Exception {
    StringBuilder source = new StringBuilder("import java.nio.file.Path; import java.util.List;\n");
    ROOMS.forEach(room -> source.append("import io.github.alpharl.").append(room).append(".*;\n"));
    source.append("public class Example { public static void main(String[] args) {\n");
    source.append(body).append("}}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignore) {
            return source;
          }
        };
    String classPath = System.getProperty("java.class.path");
    Boolean good =
        compiler
            .getTask(
                null,
                null,
                null,
                List.of("-proc:none", "-cp", classPath, "-d", temp.toString()),
                null,
                List.of(file))
            .call();
    assertThat(good).as(source.toString()).isTrue();
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {temp.toUri().toURL()})) {
      loader.loadClass("Example").getMethod("main", String[].class).invoke(null, (Object) args);
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
