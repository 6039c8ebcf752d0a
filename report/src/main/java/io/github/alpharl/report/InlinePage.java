package io.github.alpharl.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTML page that needs nothing else: ECharts, a script, style and data are inside, and its
 * content security policy allows these two scripts by their hashes.
 *
 * @param template with holes such as <code>{{style}}</code>
 * @param style the page's own, after the one that pages share
 * @param script the page's own
 */
public record InlinePage(String template, String style, String script) {

  private static final Pattern HOLE = Pattern.compile("\\{\\{(\\w+)}}"); // "{{title}}"

  /** Makes the script one that cannot end the element it stands in. */
  public InlinePage {
    script = harmless(script);
  }

  /** The version of ECharts that pages carry: that on the class path. */
  static String echarts() {
    return text("/META-INF/maven/org.webjars/echarts/pom.properties")
        .lines()
        .filter(line -> line.startsWith("version="))
        .map(line -> line.substring("version=".length()).strip())
        .findFirst()
        .orElseThrow();
  }

  /**
   * The page.
   *
   * @param policy of everything but the scripts, which may be more than nothing
   * @param json the data
   * @param more what fills the template's other holes, as it is to stand there
   */
  public String html(String policy, String json, Map<String, String> more) {
    String charts =
        harmless(text("/META-INF/resources/webjars/echarts/" + echarts() + "/echarts.min.js"));
    Map<String, String> parts = new LinkedHashMap<>(more);
    parts.put("style", text("report.css") + style);
    parts.put("echarts", charts);
    parts.put("script", script);
    parts.put("policy", policy(charts) + policy);
    parts.put("data", data(json));
    // In one pass: what is filled in is not looked at again.
    return HOLE.matcher(template)
        .replaceAll(hole -> Matcher.quoteReplacement(parts.get(hole.group(1))));
  }

  /** ECharts sets style attributes, which no hash can name. */
  private String policy(String charts) {
    return "default-src 'none'; img-src data:; script-src 'sha256-"
        + hash(charts)
        + "' 'sha256-"
        + hash(script)
        + "'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  }

  private static String harmless(String source) {
    return source.replace("\r\n", "\n").replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  private static String data(String json) {
    return json.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029");
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

  private static String text(String name) {
    return text(InlinePage.class, name);
  }

  /** The resource {@code name} beside {@code type}. */
  public static String text(Class<?> type, String name) {
    try (InputStream stream = type.getResourceAsStream(name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
