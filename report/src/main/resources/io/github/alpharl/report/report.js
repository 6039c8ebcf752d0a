'use strict';
(() => {
  const doc = JSON.parse(document.getElementById('data').textContent);
  const byId = id => document.getElementById(id);

  // ---- palettes: viridis for amounts, Okabe-Ito hues for kinds ----
  const VIRIDIS = ['#440154', '#482878', '#3e4989', '#31688e', '#26828e', '#1f9e89', '#35b779', '#6ece58', '#b5de2b', '#fde725'];
  const THEMES = {
    light: { ink: '#1c2430', muted: '#5b6572', line: '#e2e5e9', card: '#ffffff', accent: '#0b6fb8', second: '#c8500a', faint: '#8b96a3' },
    dark: { ink: '#e5e9ee', muted: '#9aa5b3', line: '#2c333d', card: '#191e25', accent: '#61b5f2', second: '#f08c42', faint: '#717d8c' },
  };
  // Single quotes inside: ECharts puts it into attributes of SVG files as it is.
  const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";
  const systemDark = matchMedia('(prefers-color-scheme: dark)');
  const state = { theme: null, printing: false, module: 0, figure: 'r2' };
  const themeName = () => (state.printing ? 'light' : state.theme ?? (systemDark.matches ? 'dark' : 'light'));

  // ---- numbers and elements ----
  const isNumber = value => typeof value === 'number' && Number.isFinite(value);
  const fixed = (value, digits) => (isNumber(value) ? value.toFixed(digits).replace('-', '−') : '–');
  const significant = value => {
    if (!isNumber(value)) return '–';
    const size = Math.abs(value);
    return (size !== 0 && (size < 1e-3 || size >= 1e5) ? value.toExponential(2) : String(Number(value.toPrecision(3)))).replace('-', '−');
  };
  const percent = value => (isNumber(value) ? (100 * value).toFixed(1) + ' %' : '–');
  const element = (name, text, className) => {
    const made = document.createElement(name);
    if (text !== undefined && text !== null) made.textContent = text;
    if (className) made.className = className;
    return made;
  };
  const missing = why => element('p', 'Not shown: ' + why + '.', 'missing');

  // Tooltips are built as text, never as markup: names come from files.
  const tip = (title, rows) => {
    const box = element('div');
    box.style.maxWidth = '320px';
    box.style.whiteSpace = 'normal';
    const head = element('div', title);
    head.style.fontWeight = '600';
    head.style.overflowWrap = 'anywhere';
    box.append(head, ...rows.map(row => element('div', row)));
    return box;
  };

  // ---- what all charts share ----
  const base = theme => ({
    animation: false,
    backgroundColor: 'transparent',
    textStyle: { fontFamily: FONT, color: theme.ink },
    aria: { enabled: true },
    tooltip: {
      confine: true, backgroundColor: theme.card, borderColor: theme.line, borderWidth: 1, padding: [8, 12],
      textStyle: { color: theme.ink, fontSize: 13, fontFamily: FONT }, extraCssText: 'box-shadow: 0 2px 10px rgba(0,0,0,.12);',
    },
  });
  const axis = (theme, name, more = {}) => ({
    type: 'value', name, nameLocation: 'middle', nameGap: 30, nameTextStyle: { color: theme.muted, fontSize: 13 },
    axisLine: { show: true, lineStyle: { color: theme.line } }, axisTick: { show: false },
    axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true }, splitLine: { lineStyle: { color: theme.line } }, ...more,
  });
  const stepAxis = (theme, more) => axis(theme, 'training step', { splitLine: { show: false }, ...more });
  const legend = (theme, more = {}) => ({
    top: 0, left: 0, itemWidth: 18, itemHeight: 9, itemGap: 14, textStyle: { color: theme.muted, fontSize: 12.5, fontFamily: FONT }, ...more,
  });
  const GRID = { left: 58, right: 22, top: 36, bottom: 48 };
  const zip = (...lists) => lists[0].map((_, i) => lists.map(list => list[i]));

  // ---- the figures: id -> (theme, width) -> option ----
  const figures = {};

  if (doc.accuracy) {
    const { points, forecast } = doc.accuracy;
    const observed = doc.window;
    const before = point => !observed || point.step <= observed.last;
    const lastStep = Math.max(...points.map(p => p.step), ...(forecast ? forecast.steps : [0]));
    figures.accuracy = (theme, width) => ({
      ...base(theme),
      grid: { ...GRID, top: width < 420 ? 58 : GRID.top }, // the legend takes two lines
      legend: legend(theme, { data: ['in the window', 'later', 'forecast', '95 % interval'].filter(name =>
        (name !== 'later' || points.some(p => !before(p))) && (forecast || name === 'in the window' || name === 'later')) }),
      xAxis: stepAxis(theme, { min: 0, max: lastStep }),
      yAxis: axis(theme, 'accuracy', { min: 0, max: 1, nameGap: 38 }),
      tooltip: {
        ...base(theme).tooltip, trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: theme.faint } },
        formatter: params => {
          const rows = [];
          for (const p of params) {
            if (p.seriesName === 'forecast') rows.push(`forecast at step ${p.value[0]}: ${fixed(p.value[1], 3)} [${fixed(p.value[2], 3)}, ${fixed(p.value[3], 3)}]`);
            else if (p.seriesType === 'scatter') rows.push(`measured at step ${p.value[0]}: ${fixed(p.value[1], 4)}${p.value[2] ? ` (${p.value[2]} answers)` : ''}`);
          }
          return tip('step ' + Math.round(params[0].axisValue), rows);
        },
      },
      series: [
        ...(forecast ? [{
          name: '95 % interval', type: 'custom', silent: true, clip: true, z: 1, itemStyle: { color: theme.second, opacity: 0.3 },
          data: [[forecast.steps[0], 0]], tooltip: { show: false },
          renderItem: (params, api) => ({
            type: 'polygon',
            shape: { points: [...zip(forecast.steps, forecast.high), ...zip(forecast.steps, forecast.low).reverse()].map(p => api.coord(p)) },
            style: { fill: theme.second, opacity: 0.16 },
          }),
        }, {
          name: 'forecast', type: 'line', showSymbol: false, z: 3, itemStyle: { color: theme.second }, lineStyle: { width: 2.2, color: theme.second },
          data: zip(forecast.steps, forecast.value, forecast.low, forecast.high),
        }] : []),
        {
          name: 'in the window', type: 'scatter', z: 5, symbolSize: 7, itemStyle: { color: theme.accent },
          data: points.filter(before).map(p => [p.step, p.accuracy, p.samples]),
          markArea: observed ? {
            silent: true, itemStyle: { color: theme.accent, opacity: 0.08 },
            label: { color: theme.muted, fontSize: 12, position: 'insideTopLeft', formatter: 'observed window' },
            data: [[{ xAxis: observed.first }, { xAxis: observed.last }]],
          } : undefined,
        },
        {
          name: 'later', type: 'scatter', z: 4, symbolSize: 7, itemStyle: { color: theme.card, borderColor: theme.accent, borderWidth: 1.5 },
          data: points.filter(p => !before(p)).map(p => [p.step, p.accuracy, p.samples]),
        },
      ],
    });
  }

  if (doc.reward) {
    figures.reward = theme => ({
      ...base(theme),
      grid: { ...GRID, top: 14 },
      xAxis: stepAxis(theme, { min: 0, max: 'dataMax' }),
      yAxis: axis(theme, doc.reward.name, { scale: true, nameGap: 38, splitNumber: 3 }),
      tooltip: { ...base(theme).tooltip, trigger: 'axis', formatter: params => tip('step ' + params[0].value[0], [doc.reward.name + ' ' + significant(params[0].value[1])]) },
      series: [{
        type: 'line', name: doc.reward.name, showSymbol: doc.reward.steps.length < 3, symbolSize: 6, lineStyle: { width: 1.4, color: theme.accent },
        itemStyle: { color: theme.accent }, data: zip(doc.reward.steps, doc.reward.values),
      }],
    });
  }

  if (doc.trainer.length > 0) {
    const place = i => ({ left: GRID.left, right: GRID.right, top: 26 + 120 * i, height: 74 });
    figures.trainer = theme => ({
      ...base(theme),
      grid: doc.trainer.map((_, i) => place(i)),
      title: doc.trainer.map((curve, i) => ({ text: curve.name, left: GRID.left, top: 120 * i, textStyle: { color: theme.muted, fontSize: 13, fontWeight: 'normal', fontFamily: FONT } })),
      xAxis: doc.trainer.map((_, i) => axis(theme, '', { gridIndex: i, min: 0, max: 'dataMax', splitLine: { show: false } })),
      yAxis: doc.trainer.map((_, i) => axis(theme, '', { gridIndex: i, scale: true, splitNumber: 2, axisLabel: { color: theme.muted, fontSize: 11, formatter: significant } })),
      tooltip: { ...base(theme).tooltip, trigger: 'axis', formatter: params => tip('step ' + params[0].value[0], params.map(p => p.seriesName + ' ' + significant(p.value[1]))) },
      series: doc.trainer.map((curve, i) => ({
        type: 'line', name: curve.name, xAxisIndex: i, yAxisIndex: i, showSymbol: curve.steps.length < 3, symbolSize: 6,
        lineStyle: { width: 1.4, color: theme.accent }, itemStyle: { color: theme.accent }, data: zip(curve.steps, curve.values),
      })),
    });
    figures.trainer.height = 120 * doc.trainer.length + 10;
  }

  const modules = doc.modules;
  const chosen = () => modules.shown[state.module];
  const FIGURES = { r2: 'R² of u₁', q2: 'Q² of u₁', r2Step: 'R² of the step' };
  const fitted = modules.cells.some(cell => isNumber(cell.r2) || isNumber(cell.r2Step));

  if (fitted) {
    state.figure = Object.keys(FIGURES).find(key => modules.cells.some(cell => isNumber(cell[key]))); // scores may be constant
    const worst = Math.min(...modules.cells.flatMap(c => [c.r2, c.q2, c.r2Step]).filter(isNumber));
    const floor = worst < 0.5 ? 0 : 0.5; // one scale for all three figures
    const rowHeight = Math.max(9, Math.min(30, Math.floor(640 / Math.max(1, modules.layers.length))));
    const heatmapHeight = 96 + rowHeight * modules.layers.length;
    figures.heatmap = (theme, width) => {
      const cellWidth = (width - 70) / modules.kinds.length;
      const labels = cellWidth >= 34 && rowHeight >= 14;
      const middle = floor + 0.55 * (1 - floor);
      return {
        ...base(theme),
        grid: { left: 50, right: 14, top: 8, bottom: 84 },
        xAxis: {
          type: 'category', data: modules.kinds, axisLine: { show: false }, axisTick: { show: false },
          axisLabel: { color: theme.muted, fontSize: 12, interval: 0, rotate: cellWidth < 42 || modules.kinds.some(k => 7 * k.length > cellWidth) ? 35 : 0 },
        },
        yAxis: {
          type: 'category', data: modules.layers.map(String), inverse: true, name: 'layer', nameLocation: 'middle', nameGap: 32,
          nameTextStyle: { color: theme.muted, fontSize: 13 }, axisLine: { show: false }, axisTick: { show: false },
          axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true },
        },
        visualMap: {
          min: floor, max: 1, dimension: 2, orient: 'horizontal', left: 'center', bottom: 0, itemWidth: 12, itemHeight: 160, precision: 1,
          calculable: false, text: ['1', floor === 0 ? '0 or less' : String(floor)], textStyle: { color: theme.muted, fontSize: 12 }, inRange: { color: VIRIDIS },
        },
        tooltip: {
          ...base(theme).tooltip,
          formatter: p => {
            const cell = modules.cells[p.data.cell];
            return tip(cell.of > 1 ? `layer ${modules.layers[cell.layer]}, ${modules.kinds[cell.kind]}: mean of ${cell.of} modules` : modules.shown[cell.module]?.name ?? '',
              [`R² of u₁ ${fixed(cell.r2, 3)}`, `Q² of u₁ ${fixed(cell.q2, 3)}`, `R² of the step ${fixed(cell.r2Step, 3)}`]);
          },
        },
        series: [{
          type: 'heatmap', name: FIGURES[state.figure],
          data: modules.cells.map((cell, i) => {
            const value = cell[state.figure];
            const here = cell.module >= 0 && cell.module === state.module;
            return {
              cell: i, here, value: [cell.kind, cell.layer, isNumber(value) ? value : '-'],
              label: { color: value > middle ? '#101418' : '#ffffff' },
              itemStyle: here ? { borderColor: theme.second, borderWidth: 2.5 } : undefined,
            };
          }).sort((a, b) => a.here - b.here), // the chosen cell's frame over its neighbours
          label: { show: labels, fontSize: 12, formatter: p => fixed(p.value[2], 2) },
          itemStyle: { borderColor: theme.card, borderWidth: 1.5 },
          emphasis: { itemStyle: { borderColor: theme.ink, borderWidth: 2 } },
        }],
      };
    };
    figures.heatmap.height = heatmapHeight;
  }

  const bySteps = (theme, steps) => ({
    min: steps[0], max: Math.max(steps[steps.length - 1], steps[0] + 1), dimension: 2, seriesIndex: 1, orient: 'horizontal', right: 8, top: 0,
    itemWidth: 10, itemHeight: 90, precision: 0, calculable: false, text: ['step ' + steps[steps.length - 1], String(steps[0])],
    textStyle: { color: theme.muted, fontSize: 12 }, inRange: { color: VIRIDIS.slice(0, 9) },
  });

  if (modules.shown.length > 0) {
    figures.plane = theme => {
      const module = chosen();
      const points = modules.planeSteps.map((step, i) => [module.plane[i][0], module.plane[i][1], step]);
      return {
        ...base(theme),
        grid: { ...GRID, left: 66 },
        xAxis: axis(theme, `first component (${percent(module.planeShare[0])} of the variance)`, { scale: true }),
        yAxis: axis(theme, `second (${percent(module.planeShare[1])})`, { scale: true, nameGap: 48 }),
        visualMap: bySteps(theme, modules.planeSteps),
        tooltip: { ...base(theme).tooltip, formatter: p => tip('step ' + p.value[2], [`(${significant(p.value[0])}, ${significant(p.value[1])})`]) },
        series: [
          { type: 'line', silent: true, showSymbol: false, data: points, lineStyle: { color: theme.faint, width: 1.2 }, z: 1 },
          { type: 'scatter', data: points, symbolSize: points.length > 80 ? 6 : 9, itemStyle: { borderColor: theme.card, borderWidth: 1 }, z: 2 },
        ],
      };
    };

    const lines = (id, name, key, mean, format) => {
      figures[id] = theme => {
        const every = Math.ceil(modules.shown.length / 300);
        const some = modules.shown.map((m, i) => i).filter(i => i % every === 0 && i !== state.module);
        const module = chosen();
        return {
          ...base(theme),
          grid: GRID,
          legend: legend(theme, { data: ['mean', 'chosen module'] }),
          xAxis: stepAxis(theme, { min: 0, max: 'dataMax' }),
          yAxis: axis(theme, name, { nameGap: 42, ...(id === 'share' ? { min: 0, max: 1 } : { min: 0 }) }),
          tooltip: {
            ...base(theme).tooltip, trigger: 'axis', axisPointer: { type: 'line', lineStyle: { color: theme.faint } },
            formatter: params => {
              const at = params[0].dataIndex;
              return tip('step ' + modules.steps[at], [`mean ${format(mean[at])}`, `${module.name} ${format(module[key][at])}`]);
            },
          },
          series: [
            ...some.map(i => ({
              type: 'line', name: 'module ' + i, silent: true, showSymbol: false, data: zip(modules.steps, modules.shown[i][key]), z: 1,
              lineStyle: { width: 0.8, color: theme.faint, opacity: some.length > 60 ? 0.22 : 0.4 },
              emphasis: { disabled: true }, tooltip: { show: false },
            })),
            { type: 'line', name: 'mean', showSymbol: modules.steps.length < 3, data: zip(modules.steps, mean), z: 4, lineStyle: { width: 2.6, color: theme.accent }, itemStyle: { color: theme.accent } },
            { type: 'line', name: 'chosen module', showSymbol: modules.steps.length < 3, data: zip(modules.steps, module[key]), z: 5, lineStyle: { width: 1.8, color: theme.second, type: [5, 4] }, itemStyle: { color: theme.second } },
          ],
        };
      };
    };
    lines('share', 'σ₁/‖ΔW‖', 'share', modules.meanShare, value => fixed(value, 3));
    lines('norm', '‖ΔW‖', 'norm', modules.meanNorm, significant);

    if (modules.shown.some(m => m.fit)) {
      figures.fit = theme => {
        const { fit } = chosen();
        const points = fit.z.map((z, i) => [z, modules.fitAccuracies[i], modules.fitSteps[i]]);
        const low = Math.min(...fit.z);
        const high = Math.max(...fit.z);
        const line = [low, high].map(z => [z, fit.slope * z + fit.intercept]);
        const parts = value => (value.max - value.min > 0.4 ? 10 : 20); // ends on a tick
        return {
          ...base(theme),
          grid: GRID,
          xAxis: axis(theme, 'score z on the component', { scale: true }),
          yAxis: axis(theme, 'accuracy', { scale: true, nameGap: 38, max: value => Math.min(1, Math.ceil(parts(value) * value.max + 0.2) / parts(value)), min: value => Math.max(0, Math.floor(parts(value) * value.min - 0.2) / parts(value)) }),
          visualMap: bySteps(theme, modules.fitSteps),
          tooltip: { ...base(theme).tooltip, formatter: p => tip('step ' + p.value[2], [`z ${significant(p.value[0])}`, `accuracy ${fixed(p.value[1], 4)}`]) },
          series: [
            { type: 'line', silent: true, showSymbol: false, clip: true, data: line, lineStyle: { color: theme.second, width: 2 }, z: 1 },
            { type: 'scatter', data: points, symbolSize: points.length > 80 ? 6 : 9, itemStyle: { borderColor: theme.card, borderWidth: 1 }, z: 2 },
          ],
        };
      };
    }
  }

  if (doc.evaluated && doc.evaluated.length > 0) {
    const models = doc.evaluated;
    const error = model => (isNumber(model.standardError) ? 1.96 * model.standardError : 0);
    figures.evaluated = (theme, width) => ({
      ...base(theme),
      grid: { left: Math.min(190, 0.4 * width), right: 58, top: 8, bottom: 48 },
      xAxis: axis(theme, 'accuracy', { min: 0, max: 1 }),
      yAxis: {
        type: 'category', inverse: true, data: models.map(m => m.name), axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } },
        axisLabel: { color: theme.ink, fontSize: 13, width: Math.min(178, 0.4 * width - 14), overflow: 'break', lineHeight: 16, interval: 0 },
      },
      tooltip: { ...base(theme).tooltip, formatter: p => tip(models[p.dataIndex].name, [`accuracy ${fixed(models[p.dataIndex].accuracy, 4)} ± ${fixed(models[p.dataIndex].standardError, 4)}`, `${models[p.dataIndex].samples} answers`, `${models[p.dataIndex].steps} training steps`]) },
      series: [
        {
          type: 'bar', name: 'accuracy', barMaxWidth: 22, itemStyle: { color: theme.accent, opacity: 0.85, borderRadius: [0, 3, 3, 0] }, data: models.map(m => m.accuracy),
        },
        {
          type: 'custom', name: '± 1.96 standard errors', silent: true, z: 5, encode: { x: [0, 1], y: 2 },
          data: models.map((m, i) => [Math.max(0, m.accuracy - error(m)), Math.min(1, m.accuracy + error(m)), i, m.accuracy]),
          renderItem: (params, api) => {
            const [left, y] = api.coord([api.value(0), api.value(2)]);
            const [right] = api.coord([api.value(1), api.value(2)]);
            const style = { stroke: theme.ink, lineWidth: 1.4, fill: null };
            return {
              type: 'group', children: [
                { type: 'line', shape: { x1: left, y1: y, x2: right, y2: y }, style },
                { type: 'line', shape: { x1: left, y1: y - 5, x2: left, y2: y + 5 }, style },
                { type: 'line', shape: { x1: right, y1: y - 5, x2: right, y2: y + 5 }, style },
                { type: 'text', x: right + 7, y: y - 7, style: { text: fixed(api.value(3), 3), fill: theme.ink, font: '13px ' + FONT } },
              ],
            };
          },
        },
      ],
    });
    figures.evaluated.height = 70 + 36 * models.length;
  }

  // ---- drawing ----
  const charts = {};

  const draw = id => {
    const { chart, box } = charts[id];
    const width = state.printing ? printWidth(box) : box.clientWidth;
    chart.dispatchAction({ type: 'hideTip' }); // else ECharts shows it again later, in a component that is gone by then
    const height = state.printing ? printHeight(id, box) : figures[id].height;
    box.style.height = height ? `${height}px` : '';
    chart.resize({ width, height: box.clientHeight });
    chart.setOption(figures[id](THEMES[themeName()], width), { notMerge: true });
  };
  const drawAll = () => Object.keys(charts).forEach(draw);
  /** Lower than on a screen: two figures to a page. */
  const printHeight = (id, box) => figures[id].height ?? (box.closest('.pair') ? 220 : box.closest('.low') ? 170 : 270);
  const printWidth = box => (box.closest('.pair') ? 320 : 660); // A4 less its margins, in CSS pixels

  /** The figure as an SVG document of its own, always light: it will stand on paper. */
  const svg = id => {
    const { box } = charts[id];
    const width = Math.max(480, box.clientWidth);
    const paper = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height: box.clientHeight });
    // A description for screen readers needs an element to stand at, which paper has not.
    paper.setOption({ ...figures[id](THEMES.light, width), backgroundColor: '#ffffff', aria: { enabled: false } });
    const text = paper.renderToSVGString();
    paper.dispose();
    return text;
  };

  const save = (name, type, text) => {
    const link = element('a');
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const fileName = (id, kind) => `${doc.title.replace(/[^\w.-]+/g, '-')}-${id}.${kind}`;

  const REASONS = {
    accuracy: ['accuracy'], reward: ['reward'], heatmap: ['linearity'], fit: ['linearity'], plane: ['linearity'], share: [], norm: [], evaluated: [],
  };
  for (const figure of document.querySelectorAll('figure[data-chart]')) {
    const id = figure.dataset.chart;
    if (id === 'evaluated' && !doc.evaluated) continue; // its section stays hidden
    if (id === 'trainer' && doc.trainer.length === 0) { figure.hidden = true; continue; }
    if (!figures[id]) {
      const why = REASONS[id].map(key => doc.missing[key]).find(Boolean) ?? 'there is nothing to show';
      figure.querySelector('figcaption').after(missing(why));
      continue;
    }
    const box = element('div', null, 'chart');
    if (figures[id].height) box.style.height = figures[id].height + 'px';
    figure.querySelector('figcaption').after(box);
    const button = element('button', 'SVG', 'quiet save');
    button.type = 'button';
    button.title = 'save this figure as SVG';
    button.addEventListener('click', () => save(fileName(id, 'svg'), 'image/svg+xml', svg(id)));
    figure.querySelector('figcaption').append(button);
    charts[id] = { chart: echarts.init(box, null, { renderer: 'svg' }), box };
  }
  if (doc.evaluated) byId('evaluated').hidden = false;

  // ---- the chosen module ----
  const select = byId('module');
  modules.shown.forEach((module, i) => {
    const option = element('option', module.name);
    option.value = i;
    select.append(option);
  });
  const choose = index => {
    state.module = index;
    select.value = index;
    const { name, fit } = chosen();
    byId('module-figures').textContent = fit
      ? `${name}: R² of u₁ ${fixed(fit.r2, 3)}, Q² of u₁ ${fixed(fit.q2, 3)}, R² of the step ${fixed(fit.r2Step, 3)}; ${modules.scored} checkpoints.`
      : `${name}: ${modules.checkpoints} checkpoint${modules.checkpoints === 1 ? '' : 's'}, no fit.`;
    document.documentElement.dataset.module = name;
    for (const id of ['heatmap', 'plane', 'fit', 'share', 'norm']) if (charts[id]) draw(id);
  };
  select.addEventListener('change', () => choose(Number(select.value)));
  if (modules.shown.length === 0) document.querySelector('.module-choice').hidden = true;
  charts.heatmap?.chart.on('click', event => {
    const cell = modules.cells[event.data.cell];
    if (cell.module >= 0) choose(cell.module);
  });
  if (fitted) {
    for (const [key, label] of Object.entries(FIGURES)) {
      const button = element('button', label);
      button.type = 'button';
      button.setAttribute('aria-pressed', key === state.figure);
      button.addEventListener('click', () => {
        state.figure = key;
        for (const other of byId('figure-choice').children) other.setAttribute('aria-pressed', other === button);
        draw('heatmap');
      });
      byId('figure-choice').append(button);
    }
    if (modules.cells.some(cell => cell.of > 1)) byId('experts-note').textContent = 'Cells with several experts show their mean; each can be chosen below.';
  }

  // ---- tables ----
  /** A link to what it means, at the foot of the page. */
  const word = (text, id) => {
    const link = element('a', text, 'word');
    link.href = `#word-${id}`;
    return link;
  };
  const table = (id, titles, rows, options = {}) => {
    const place = document.querySelector(`[data-table="${id}"]`);
    const tools = element('div', null, 'table-tools');
    const button = element('button', 'CSV', 'quiet');
    button.type = 'button';
    const quoted = cell => (/[",\n]/.test(cell) ? '"' + cell.replaceAll('"', '""') + '"' : cell);
    button.addEventListener('click', () => save(fileName(id, 'csv'), 'text/csv',
      [titles.map(t => t.text), ...rows.map(row => row.raw ?? row.cells)].map(row => row.map(cell => quoted(String(cell ?? ''))).join(',') + '\n').join('')));
    tools.append(button);
    const made = element('table');
    const head = element('tr');
    for (const title of titles) {
      const cell = element('th', title.word ? null : title.text, title.number ? 'number' : '');
      if (title.word) cell.append(word(title.text, title.word));
      head.append(cell);
    }
    made.append(element('thead'), element('tbody'));
    made.tHead.append(head);
    for (const row of rows) {
      const line = element('tr', null, row.className ?? '');
      row.cells.forEach((cell, i) => line.append(element('td', cell, titles[i].number ? 'number' : (titles[i].className ?? (x => x === 'caution' ? 'caution' : ''))(cell))));
      made.tBodies[0].append(line);
    }
    const scroll = element('div', null, 'scroll');
    scroll.append(made);
    place.append(tools, scroll);
    if (options.note) place.append(element('p', options.note, 'muted small'));
  };

  if (doc.backtest) {
    const b = doc.backtest;
    byId('backtest-note').textContent = `Fitted to the first ${b.fitted} checkpoints of the observed window (steps ${b.firstFitted} to ${b.lastFitted}) and `
      + `compared with its last one, step ${b.predicted}. The relative error is ‖predicted − actual‖/‖actual‖ over all modules; small is good. `
      + 'A near update is not yet a good model: only problems can tell (';
    byId('backtest-note').append(element('code', 'alpharl compare --evaluate', 'whole'), ').');
    table('forecasters',
      [{ text: 'forecaster', className: () => 'name' }, { text: 'relative error', word: 'relative-error', number: true }, { text: 'cosine', word: 'cosine', number: true }, { text: '‖predicted‖/‖actual‖', number: true }],
      b.forecasters.map(f => ({
        className: f.name === b.choice ? 'best' : '',
        cells: f.refused === null ? [f.name, fixed(f.relativeError, 3), fixed(f.cosine, 3), fixed(f.normRatio, 2)] : [f.name, 'refused', '–', '–'],
        raw: [f.name, f.relativeError, f.cosine, f.normRatio],
      })));
  } else {
    byId('forecasters').append(missing(doc.missing.backtest ?? 'there is nothing to show'));
  }

  if (doc.evaluated) {
    table('evaluated',
      [{ text: 'model' }, { text: 'training steps', number: true }, { text: 'accuracy', number: true }, { text: 'standard error', number: true }, { text: 'answers', number: true }],
      doc.evaluated.map(m => ({
        cells: [m.name, m.steps, fixed(m.accuracy, 4), fixed(m.standardError, 4), m.samples], raw: [m.name, m.steps, m.accuracy, m.standardError, m.samples],
      })));
  }

  if (doc.refusals.length > 0) {
    table('refusals', [{ text: 'kind', className: kind => (kind === 'caution' ? 'caution' : 'kind') }, { text: 'what', className: () => 'what' }, { text: 'why', className: () => '' }],
      doc.refusals.map(r => ({ cells: [r.kind, r.what, r.why] })));
  } else {
    byId('refusals').append(element('p', 'Nothing was left out, and there is nothing to warn of.'));
  }

  // ---- words ----
  const scored = doc.accuracy ? doc.accuracy.points : [];
  const forecast = doc.accuracy?.forecast;
  byId('subtitle').textContent = [
    `${modules.checkpoints} checkpoint${modules.checkpoints === 1 ? '' : 's'}`, `${modules.count} modules`,
    doc.window ? `window ${doc.window.given}: steps ${doc.window.first} to ${doc.window.last}` : null, doc.date ? `newest input ${doc.date}` : null,
  ].filter(Boolean).join(' · ');

  const tile = (name, value, note) => {
    const box = element('div');
    const number = element('dd', value);
    if (note) number.append(element('small', note));
    box.append(element('dt', name), number);
    byId('tiles').append(box);
  };
  if (scored.length > 0) {
    const last = scored[scored.length - 1];
    tile('Last accuracy', fixed(last.accuracy, 3), `step ${last.step}` + (scored[0].step < last.step ? `; ${fixed(scored[0].accuracy, 3)} at step ${scored[0].step}` : ''));
  }
  if (forecast) {
    const at = forecast.steps.length - 1;
    tile(`Forecast for step ${forecast.steps[at]}`, fixed(forecast.value[at], 3), `from the window; 95 %: ${fixed(forecast.low[at], 3)} to ${fixed(forecast.high[at], 3)}`);
  }
  if (isNumber(modules.meanR2)) tile('Mean R² of u₁', fixed(modules.meanR2, 3), `Q² of u₁ ${fixed(modules.meanQ2, 3)}; R² of the step ${fixed(modules.meanR2Step, 3)}`);
  if (modules.count > 0) tile('Mean norm share σ₁/‖ΔW‖', fixed(modules.meanShare[modules.meanShare.length - 1], 3), `step ${modules.steps[modules.steps.length - 1]}`);

  (doc.accuracy?.forecast?.verdict ?? []).forEach(line => byId('verdict').append(element('li', line[0].toUpperCase() + line.slice(1) + '.')));

  if (doc.accuracy) {
    const note = byId('accuracy-note');
    if (forecast) {
      const others = forecast.candidates.slice(1).map(c => `${c.curve} ${fixed(c.value, 3)}`).join(', ');
      note.textContent = `The curve (${forecast.curve}) is fitted to the scores of the observed window alone and chosen because it foretold the window's own later scores best `
        + `(leave-future-out error ${fixed(forecast.futureError, 3)}${others ? `; the others say ${others} at the end` : ''}). Band: where a measured score is expected with 95 %, from `
        + `${forecast.refits} series of scores drawn about the curve (${forecast.binomial ? `binomial${forecast.excess > 1.1 ? `, scatter widened ${fixed(Math.sqrt(forecast.excess), 1)} times as the scores demand` : ''}` : 'Gaussian, as the numbers of answers are unknown'}), `
        + 'each fitted and chosen anew, the leave-future-out error, and upwards room for runs that steepen after the window, as measured on runs of the lab.';
    } else {
      note.textContent = 'Without a forecast: ' + (doc.missing.forecast ?? 'there is nothing to fit') + '.';
    }
  }
  if (doc.reward) byId('reward-title').textContent = doc.reward.name === 'loss' ? 'Loss' : 'Reward';

  const commands = element('dl');
  for (const command of doc.commands) {
    commands.append(element('dt', command.section));
    const line = element('dd');
    line.append(element('pre', command.line));
    commands.append(line);
  }
  byId('commands').append(commands);
  doc.thinned.forEach(note => byId('thinned').append(element('li', note)));
  byId('versions').textContent = Object.entries(doc.versions).map(([name, version]) => `${name} ${version}`).join(' · ');

  // ---- theme, size, paper ----
  byId('theme').addEventListener('click', () => {
    state.theme = themeName() === 'dark' ? 'light' : 'dark';
    document.documentElement.dataset.theme = state.theme;
    drawAll();
  });
  systemDark.addEventListener('change', drawAll);
  let waiting = null;
  addEventListener('resize', () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(() => { if (!state.printing) drawAll(); });
  });
  addEventListener('beforeprint', () => { state.printing = true; drawAll(); });
  addEventListener('afterprint', () => { state.printing = false; drawAll(); });

  if (modules.shown.length > 0) choose(0);
  drawAll();

  // For tests and the curious: what was drawn, and the figures themselves.
  window.alpharlReport = {
    drawn: () => Object.keys(charts).filter(id => charts[id].box.querySelector('svg path, svg text, svg rect, svg circle') !== null),
    theme: themeName,
    svg,
    choose,
    module: () => chosen()?.name,
    /** The middle of a heat map's cell in the window's coordinates. */
    cell: index => {
      const { chart, box } = charts.heatmap;
      const cell = modules.cells[index];
      const [x, y] = chart.convertToPixel({ seriesIndex: 0 }, [cell.kind, cell.layer]);
      const { left, top } = box.getBoundingClientRect();
      return { x: left + x, y: top + y, module: modules.shown[cell.module]?.name };
    },
  };
  document.documentElement.dataset.ready = 'true';
})();
