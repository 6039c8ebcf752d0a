package io.github.alpharl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The report in a browser; skipped where there is none. */
class ReportBrowserTest {

  @TempDir Path temp;

  /** A page with every section. */
  private Path page() {
    Path run = SmallRun.write(temp.resolve("run & <co>"), 10, 20, 30, 40, 50, 60, 70);
    SmallModel.text(
        run.resolve("metrics.jsonl"), "{\"step\":1,\"reward\":0.2}\n{\"step\":2,\"reward\":0.4}\n");
    Path models =
        SmallModel.text(
            temp.resolve("models.jsonl"),
            """
            {"name":"base","steps":0,"accuracy":0.25,"standardError":0.01,"samples":512}
            {"name":"<b>full</b> & all","steps":70,"accuracy":0.9,"standardError":null,"samples":512}
            """);
    Path page = temp.resolve("report.html");
    Cli.run(
            "report",
            run,
            "--window",
            "60%",
            "--forecasters",
            "hold,extrapolate",
            "--evaluated",
            models,
            "--out",
            page)
        .ok();
    return page;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  @Test
  void everyFigureIsDrawnAndNothingIsFetched() throws Exception {
    try (Chromium browser = Chromium.start(temp)) {
      Path page = page();
      browser.open(page);
      assertThat(browser.evaluate("document.documentElement.dataset.ready").asText())
          .isEqualTo("true");
      assertThat(texts(browser.evaluate("alpharlReport.drawn()")))
          .containsExactlyInAnyOrder(
              "accuracy", "reward", "heatmap", "plane", "fit", "share", "norm", "evaluated");
      assertThat(browser.evaluate("document.querySelectorAll('.missing').length").asInt()).isZero();
      assertThat(browser.evaluate("alpharlReport.theme()").asText()).isEqualTo("light");
      assertThat(browser.evaluate("document.title").asText()).startsWith("run & <co>");

      aClickOnACellShowsItsModule(browser);
      figuresAreWellFormedSvg(browser);
      aTooltipShowsNamesAsText(browser);
      darkAndNarrow(browser);
      onPaper(browser);

      // A violation of the policy, a failed request and an exception are all in the log.
      assertThat(browser.events("Log.entryAdded")).isEmpty();
      assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
      assertThat(browser.events("Runtime.consoleAPICalled")).isEmpty();
      assertThat(browser.events("Network.requestWillBeSent"))
          .extracting(event -> event.path("request").path("url").asText())
          .containsOnly(page.toUri().toString());
    }
  }

  private static void aClickOnACellShowsItsModule(Chromium browser) throws Exception {
    String before = browser.evaluate("alpharlReport.module()").asText();
    JsonNode figure = browser.evaluate("document.querySelector('[data-chart=fit] svg').innerHTML");
    browser.evaluate("document.querySelector('[data-chart=heatmap]').scrollIntoView()");
    JsonNode cell = browser.evaluate("alpharlReport.cell(5)");
    assertThat(cell.path("module").asText()).isNotEqualTo(before);
    browser.click(cell.path("x").asDouble(), cell.path("y").asDouble());
    assertThat(browser.evaluate("alpharlReport.module()")).isEqualTo(cell.path("module"));
    assertThat(browser.evaluate("document.getElementById('module-figures').textContent").asText())
        .startsWith(cell.path("module").asText() + ": R² of u₁ ");
    assertThat(browser.evaluate("document.querySelector('[data-chart=fit] svg').innerHTML"))
        .isNotEqualTo(figure);
    // Another figure in the same cells.
    browser.evaluate("document.querySelectorAll('#figure-choice button')[1].click()");
    assertThat(
            browser.evaluate("document.querySelector('[aria-pressed=true]').textContent").asText())
        .isEqualTo("Q² of u₁");
  }

  private static void figuresAreWellFormedSvg(Chromium browser) throws Exception {
    for (String id : texts(browser.evaluate("alpharlReport.drawn()"))) {
      String svg = browser.evaluate("alpharlReport.svg('" + id + "')").asText();
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      Document parsed = factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
      assertThat(parsed.getDocumentElement().getNamespaceURI())
          .isEqualTo("http://www.w3.org/2000/svg");
      assertThat(parsed.getElementsByTagName("path").getLength()).as(id).isPositive();
      assertThat(svg).doesNotContain("NaN", "undefined");
    }
    assertThat(browser.evaluate("alpharlReport.svg('evaluated')").asText())
        .contains("&lt;b&gt;full&lt;/b&gt;");
    // The button really saves: the link that it clicks has a name and a blob.
    JsonNode saved =
        browser.evaluate(
            """
            (() => {
              let saved = null;
              const click = HTMLAnchorElement.prototype.click;
              HTMLAnchorElement.prototype.click = function () { saved = [this.download, this.protocol]; };
              document.querySelector('[data-chart=accuracy] .save').click();
              HTMLAnchorElement.prototype.click = click;
              return saved;
            })()
            """);
    assertThat(texts(saved)).containsExactly("run-co--accuracy.svg", "blob:");
  }

  private static void aTooltipShowsNamesAsText(Chromium browser) throws Exception {
    browser.evaluate("document.querySelector('[data-chart=evaluated]').scrollIntoView()");
    JsonNode at =
        browser.evaluate(
            """
            (() => {
              const box = document.querySelector('[data-chart=evaluated] .chart').getBoundingClientRect();
              return { x: box.left + box.width / 2, y: box.top + 8 + 0.75 * (box.height - 56) };
            })()
            """);
    browser.click(at.path("x").asDouble(), at.path("y").asDouble());
    assertThat(
            browser
                .evaluate("document.querySelector('[data-chart=evaluated] .chart').textContent")
                .asText())
        .contains("<b>full</b> & all", "70 training steps");
  }

  private static void darkAndNarrow(Chromium browser) throws Exception {
    String light = colour(browser);
    browser.send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", "dark"))));
    assertThat(browser.evaluate("alpharlReport.theme()").asText()).isEqualTo("dark");
    String dark = colour(browser);
    assertThat(dark).isNotEqualTo(light);
    browser.evaluate("document.getElementById('theme').click()");
    assertThat(browser.evaluate("alpharlReport.theme()").asText()).isEqualTo("light");
    assertThat(colour(browser)).isEqualTo(light);
    browser.send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", 390, "height", 844, "deviceScaleFactor", 2, "mobile", true));
    browser.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt()).isEqualTo(390);
    assertThat(
            browser
                .evaluate("document.querySelector('[data-chart=accuracy] svg').clientWidth")
                .asInt())
        .isBetween(250, 390);
    assertThat(texts(browser.evaluate("alpharlReport.drawn()"))).hasSize(8);
  }

  /**
   * Printing draws every figure anew, in light colours and as wide as the sheet, and back again.
   */
  private static void onPaper(Chromium browser) throws Exception {
    browser.evaluate("document.getElementById('theme').click()");
    browser.evaluate(
        "addEventListener('beforeprint', () => { window.printed = alpharlReport.theme(); })");
    String pdf = browser.send("Page.printToPDF", Map.of()).path("data").asText();
    assertThat(Base64.getDecoder().decode(pdf)).startsWith('%', 'P', 'D', 'F');
    assertThat(browser.evaluate("window.printed").asText()).isEqualTo("light");
    assertThat(browser.evaluate("alpharlReport.theme()").asText()).isEqualTo("dark");
  }

  private static String colour(Chromium browser) throws Exception {
    return browser
        .evaluate(
            "getComputedStyle(document.body).backgroundColor + "
                + "document.querySelector('[data-chart=share] svg text').getAttribute('fill')")
        .asText();
  }

  @Test
  void aPageWithHardlyAnythingIsQuietToo() throws Exception {
    try (Chromium browser = Chromium.start(temp)) {
      Path run = SmallRun.write(temp.resolve("run"), 10);
      Path page = temp.resolve("report.html");
      Cli.run("report", run, "--out", page).ok();
      browser.open(page);
      assertThat(texts(browser.evaluate("alpharlReport.drawn()")))
          .containsExactlyInAnyOrder("accuracy", "plane", "share", "norm");
      assertThat(browser.evaluate("document.querySelectorAll('.missing').length").asInt())
          .isEqualTo(4); // reward, heat map, fit, backtest
      assertThat(browser.events("Log.entryAdded")).isEmpty();
      assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();
      assertThat(browser.events("Network.requestWillBeSent")).hasSize(1);
    }
  }
}
