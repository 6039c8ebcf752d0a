"use strict";
(() => {
  const drawn = new Map();
  let data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function chart(element, option) {
    let known = drawn.get(element.id);
    if (!known) {
      known = echarts.init(element, null, { renderer: "canvas" });
      drawn.set(element.id, known);
    }
    known.setOption(option, { notMerge: true });
  }

  // 0.000045 has no room beside the axis
  function brief(value) {
    const size = Math.abs(value);
    return size !== 0 && (size < 1e-3 || size >= 1e5) ? String(Number(value.toExponential(2)).toExponential()).replace("-", "−").replace("e-", "e−") : String(Number(value.toPrecision(6))).replace("-", "−");
  }

  function points(series) {
    return series.steps.map((step, i) => [step, series.values[i] === "NaN" ? null : series.values[i]]);
  }

  function axes() {
    const line = { axisLine: { lineStyle: { color: color("--muted") } }, splitLine: { lineStyle: { color: color("--line") } } };
    return {
      animation: false,
      grid: { left: 56, right: 14, top: 12, bottom: 26 },
      tooltip: { trigger: "axis" },
      xAxis: { type: "value", min: "dataMin", max: "dataMax", ...line },
      yAxis: { type: "value", scale: true, axisLabel: { formatter: brief }, ...line },
    };
  }

  function figure(parent, name) {
    const id = "chart-" + name.replace(/[^a-z0-9]+/g, "-");
    let div = byId(id);
    if (!div) {
      const box = document.createElement("figure");
      const title = document.createElement("h3");
      title.textContent = name.replace(/^[a-z]+: /, "");
      div = document.createElement("div");
      div.className = "chart";
      div.id = id;
      box.append(title, div);
      parent.append(box);
    }
    return div;
  }

  function marks() {
    return {
      symbol: "none", label: { show: false },
      data: data.alerts.slice(-50).map((a) => ({ xAxis: a.step, lineStyle: { color: a.severity === "alarm" ? "#c0392b" : color("--warn") } })),
    };
  }

  function small(parent, name) {
    const series = data.charts[name];
    const nans = series.values.filter((v) => v === "NaN").length;
    const div = figure(parent, name);
    div.setAttribute("data-points", series.steps.length);
    div.previousSibling.textContent = name.replace(/^[a-z]+: /, "") + (nans ? " (NaN: " + nans + ")" : "");
    chart(div, { ...axes(), series: [{ type: "line", showSymbol: false, sampling: "lttb", data: points(series), itemStyle: { color: color("--accent") }, markLine: marks() }] });
  }

  function list(id, texts) {
    byId(id).replaceChildren(...texts.map((text) => {
      const item = document.createElement("li");
      item.textContent = text;
      return item;
    }));
  }

  function alerts() {
    const shown = data.alerts.slice(-100).reverse();
    byId("alerts").replaceChildren(...(shown.length ? shown : [null]).map((alert) => {
      const box = document.createElement("p");
      if (!alert) { box.textContent = "none"; return box; }
      box.className = "alert " + alert.severity;
      box.textContent = alert.severity + " at step " + alert.step + ", since " + alert.since + ": " + alert.channel + ": " + alert.advice +
        (alert.lastGood === null ? "" : "; last good checkpoint: step " + alert.lastGood) +
        (alert.evidence === null ? "" : " (log10 e = " + alert.evidence + ", at most " + alert.falseAlarmRate + " false alerts a look)");
      return box;
    }));
  }

  function lanes() {
    const base = axes();
    chart(byId("lanes"), {
      ...base,
      yAxis: { ...base.yAxis, type: "value", min: 0, minInterval: 1, name: "attempt" },
      series: data.attempts.map((a) => ({ type: "line", symbolSize: 5, lineStyle: { width: 6 }, data: [[a.from, a.attempt], [a.to, a.attempt]] }))
        .concat([{ type: "scatter", symbolSize: 11, data: data.alerts.slice(-200).map((a) => ({ value: [a.step, a.attempt], itemStyle: { color: a.severity === "alarm" ? "#c0392b" : color("--warn") } })) }]),
    });
  }

  const VIRIDIS = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#fde725"];
  let chosen = null;
  let straight = ""; // what the map shows

  function short(kind) { return kind.replace(/^(self_attn|mlp)\./, "").replace(/_proj$/, ""); }

  function straightness() {
    const found = data.straightness;
    byId("straight").hidden = !found;
    if (!found) { return; }
    const now = JSON.stringify([found.steps, chosen, document.body.clientWidth, color("--ink")]);
    if (now === straight) { return; }
    straight = now;
    byId("straight-text").textContent = "R²: the share of the " + found.of + "'s variance on a line along u₁, over " + found.steps.length +
      " checkpoints, steps " + found.steps[0] + " to " + found.steps[found.steps.length - 1] + "; choose a cell to see its module's path.";
    const kinds = [...new Set(found.modules.map((m) => m.kind))];
    const layers = [...new Set(found.modules.map((m) => m.layer))].sort((a, b) => a - b);
    const text = { color: color("--muted") };
    chart(byId("map"), {
      animation: false, grid: { left: 40, right: 10, top: 8, bottom: 86 },
      tooltip: { formatter: (p) => p.data.name + "<br>R² " + p.data.value[2] + ", Q² " + p.data.q2 },
      xAxis: { type: "category", data: kinds.map(short), axisLabel: { ...text, interval: 0, rotate: 35 } },
      yAxis: { type: "category", data: layers.map(String), inverse: true, axisLabel: { ...text, hideOverlap: true } },
      visualMap: { min: 0, max: 1, dimension: 2, orient: "horizontal", left: "center", bottom: 0, itemWidth: 12, itemHeight: 120, calculable: false, text: ["1", "0"], textStyle: text, inRange: { color: VIRIDIS } },
      series: [{ type: "heatmap", data: found.modules.map((m, i) => ({
        at: i, name: m.name, q2: m.q2 === undefined ? "–" : m.q2,
        value: [kinds.indexOf(m.kind), layers.indexOf(m.layer), m.r2 === undefined ? "-" : m.r2] })) }],
    });
    drawn.get("map").off("click");
    drawn.get("map").on("click", (event) => { chosen = event.data.at; straightness(); });
    path(found);
  }

  function path(found) {
    const at = chosen !== null && chosen < found.modules.length ? chosen : 0;
    const module = found.modules[at];
    byId("path-title").textContent = "Path of u₁ of " + module.name;
    const last = found.steps.length - 1;
    const base = axes();
    chart(byId("path"), {
      ...base, grid: { left: 56, right: 14, top: 40, bottom: 26 }, xAxis: { ...base.xAxis, min: undefined, max: undefined, scale: true, axisLabel: { hideOverlap: true } },
      tooltip: { formatter: (p) => "step " + p.value[2] },
      visualMap: { min: found.steps[0], max: Math.max(found.steps[last], found.steps[0] + 1), dimension: 2, seriesIndex: 1, orient: "horizontal", left: "center", top: 0, itemWidth: 10, itemHeight: 100, precision: 0, calculable: false, text: ["step " + found.steps[last], String(found.steps[0])], textStyle: { color: color("--muted") }, inRange: { color: VIRIDIS } },
      series: [
        { type: "line", silent: true, showSymbol: false, data: module.path, lineStyle: { color: color("--line"), width: 1.2 } },
        { type: "scatter", symbolSize: 9, data: module.path.map((p, i) => [p[0], p[1], found.steps[i]]) },
      ],
    });
  }

  function draw() {
    if (!data.charts) { return; }
    byId("run").textContent = data.run;
    byId("outlook").textContent = data.forecast ? data.forecast.of + ": " + data.forecast.sentence : "";
    alerts();
    lanes();
    const names = Object.keys(data.charts);
    names.filter((n) => n.startsWith("metrics: ")).forEach((n) => small(byId("metrics"), n));
    names.filter((n) => n.startsWith("weights: ")).forEach((n) => small(byId("weights"), n));
    const base = axes();
    chart(byId("evidence"), {
      ...base, grid: { ...base.grid, top: 60 }, legend: { type: "scroll", textStyle: { color: color("--ink") } },
      series: names.filter((n) => n.startsWith("evidence: ")).map((n) => ({ name: n.slice(10), type: "line", showSymbol: false, data: points(data.charts[n]).map((p) => [p[0], p[1] === null ? null : Math.max(-2, p[1])]) })),
    });
    straightness();
    list("exam", data.exam.map((c) => c.check + ": " + c.state + (c.detail ? " (" + c.detail + ")" : "")));
    list("notes", data.notes);
    document.documentElement.dataset.ready = "true";
  }

  function follow() {
    const token = new URLSearchParams(location.search).get("token");
    const query = token ? "?token=" + encodeURIComponent(token) : "";
    const events = new EventSource("events" + query);
    events.onmessage = (event) => {
      data = JSON.parse(event.data);
      byId("state").textContent = "live; step " + data.steps;
      draw();
    };
    events.onerror = () => { byId("state").textContent = "the watch is not there; trying again"; };
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("resize", () => drawn.forEach((known) => known.resize()));
  window.alpharlWatch = { drawn: () => [...drawn.keys()], data: () => data, draw };
  draw();
  if (document.body.dataset.live === "true") { follow(); }
})();
