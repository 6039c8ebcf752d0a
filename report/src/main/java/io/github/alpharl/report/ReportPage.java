package io.github.alpharl.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.github.alpharl.disk.AtomicFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Map;

/**
 * A report as one HTML file that needs nothing else: style, script, ECharts and data are inside.
 * Its content security policy allows these two scripts by their hashes and nothing from anywhere.
 */
public final class ReportPage {

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
    return InlinePage.echarts();
  }

  /** Writes the page of {@code document} to {@code file}, atomically. */
  public static void write(Path file, ReportDocument document) {
    AtomicFile.write(file, html(document));
  }

  /** The page of {@code document}. */
  public static String html(ReportDocument document) {
    return new InlinePage(
            InlinePage.text(ReportPage.class, "report.html"),
            "",
            InlinePage.text(ReportPage.class, "report.js"))
        .html("", json(document), Map.of("title", escaped(document.title())));
  }

  private static String json(ReportDocument document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException("unprintable document", bug);
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
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
