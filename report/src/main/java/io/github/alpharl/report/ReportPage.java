package io.github.alpharl.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.github.alpharl.disk.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report as one HTML file that needs nothing else: style, script, ECharts and data are inside.
 * Its content security policy allows these two scripts by their hashes and nothing from anywhere.
 */
public final class ReportPage {

  private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final MathContext DIGITS = new MathContext(5);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Rounded())
                  .addSerializer(double.class, new Rounded())
                  .addSerializer(double[].class, new RoundedAll()))
          .build();

  private ReportPage() {}

  /** The version of ECharts that pages carry: that on the class path. */
  public static String echarts() {
    return resource("/META-INF/maven/org.webjars/echarts/pom.properties")
        .lines()
        .filter(line -> line.startsWith("version="))
        .map(line -> line.substring("version=".length()).strip())
        .findFirst()
        .orElseThrow();
  }

  /** The source of ECharts. */
  public static String charts() {
    return resource("/META-INF/resources/webjars/echarts/" + echarts() + "/echarts.min.js");
  }

  /** The style that pages share. */
  public static String style() {
    return resource("report.css");
  }

  /** Writes the page of {@code document} to {@code file}, atomically. */
  public static void write(Path file, ReportDocument document) {
    AtomicFile.write(file, html(document));
  }

  /** The page of {@code document}. */
  public static String html(ReportDocument document) {
    String charts = script(charts());
    String script = script(resource("report.js"));
    return filled(
        resource("report.html"),
        Map.of(
            "title", escaped(document.title()),
            "policy", policy(charts, script),
            "style", style(),
            "echarts", charts,
            "script", script,
            "data", json(document)));
  }

  private static String policy(String... scripts) {
    StringBuilder policy = new StringBuilder("default-src 'none'; img-src data:; script-src");
    for (String script : scripts) {
      policy.append(" 'sha256-").append(hash(script)).append('\'');
    }
    // ECharts sets style attributes, which no hash can name.
    return policy
        .append("; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'")
        .toString();
  }

  /** In one pass: what is filled in is not looked at again. */
  private static String filled(String template, Map<String, String> parts) {
    return HOLE.matcher(template)
        .replaceAll(hole -> Matcher.quoteReplacement(parts.get(hole.group(1))));
  }

  /** Without anything that would end the element it stands in. */
  private static String script(String source) {
    return source.replace("\r\n", "\n").replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  private static String json(ReportDocument document) {
    try {
      return JSON.writeValueAsString(document)
          .replace("<", "\\u003c")
          .replace("\u2028", "\\u2028")
          .replace("\u2029", "\\u2029");
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("unprintable document", bug);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String resource(String name) {
    try (InputStream stream = ReportPage.class.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  private static void write(JsonGenerator out, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.writeNumber(new BigDecimal(value).round(DIGITS).doubleValue());
    } else {
      out.writeNull();
    }
  }

  /** Five significant digits: more than anyone can see. */
  private static final class Rounded extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      write(out, value);
    }
  }

  private static final class RoundedAll extends JsonSerializer<double[]> {
    @Override
    public void serialize(double[] values, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeStartArray();
      for (double value : values) {
        write(out, value);
      }
      out.writeEndArray();
    }
  }
}
