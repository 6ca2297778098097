/* Draws the plots of the report from the JSON in the page. All text and tables are there without it. */
(function () {
  'use strict';
  var root = document.documentElement;
  var data = JSON.parse(document.getElementById('data').textContent);
  var plots = [];       /* { u, box, make } */
  var printing = false;
  var following = false;

  function colour(name) {
    return getComputedStyle(root).getPropertyValue('--' + name).trim();
  }

  function clock(s) {
    var t = Math.round(Math.abs(s)), h = Math.floor(t / 3600), m = Math.floor(t / 60) % 60, two = function (v) { return (v < 10 ? '0' : '') + v; };
    return (s < 0 ? '-' : '') + (h ? h + ':' + two(m) : m) + ':' + two(t % 60);
  }

  function axes(unit) {
    var line = { stroke: colour('line'), width: 1 };
    var font = (printing ? '9px ' : '12px ') + 'system-ui, sans-serif';
    var axis = function (more) {
      var a = { stroke: colour('soft'), font: font, grid: line, ticks: line };
      Object.keys(more).forEach(function (k) { a[k] = more[k]; });
      return a;
    };
    return [axis({ size: 30, space: 55 }), axis({ scale: 'y', label: unit === '\u00b0' ? 'degrees' : unit, labelFont: font, labelSize: 16, size: printing ? 38 : 52, space: printing ? 18 : 30 })];
  }

  /* A value that is missing is shown as a dash, not as nothing. */
  function shown(decimals, unit) {
    return function (u, v) { return v == null ? '\u2013' : v.toFixed(decimals) + (unit === '\u00b0' ? '' : '\u00a0') + unit; };
  }

  /* At least `least` units high: noise that fills the plot looks like a trend. */
  function high(least) {
    return function (u, min, max) {
      if (min == null) return [0, least || 1];
      var more = Math.max((max - min) * 0.1, ((least || 0) - (max - min)) / 2);
      return [min - more, max + more];
    };
  }

  function bounds(u) {
    var x = u.data[0];
    return [x[0], x[x.length - 1]];
  }

  function setRange(u, min, max) {
    var b = bounds(u), width = Math.min(max - min, b[1] - b[0]);
    min = Math.max(b[0], Math.min(min, b[1] - width));
    u.setScale('x', { min: min, max: min + width });
  }

  function move(u, how) {
    var min = u.scales.x.min, max = u.scales.x.max, width = max - min, b = bounds(u);
    if (how === 'in') setRange(u, min + width / 4, max - width / 4);
    else if (how === 'out') setRange(u, min - width / 2, max + width / 2);
    else if (how === 'back') setRange(u, min - width / 4, max - width / 4);
    else if (how === 'on') setRange(u, min + width / 4, max + width / 4);
    else setRange(u, b[0], b[1]);
  }

  /* Plots over the run zoom together, so that one moment can be compared in all. */
  function follow(u) {
    if (following) return;
    following = true;
    plots.forEach(function (p) {
      if (p.u && p.u !== u && (p.u.scales.x.min !== u.scales.x.min || p.u.scales.x.max !== u.scales.x.max))
        p.u.setScale('x', { min: u.scales.x.min, max: u.scales.x.max });
    });
    following = false;
  }

  /* Small triangles at the foot of the plot: the strides that the finding names. */
  function evidence(u) {
    var c = u.ctx, r = devicePixelRatio || 1, box = u.bbox;
    c.save();
    c.fillStyle = colour('flagged');
    data.evidence.forEach(function (t) {
      var px = u.valToPos(t, 'x', true), y = box.top + box.height;
      if (px < box.left || px > box.left + box.width) return;
      c.beginPath(); c.moveTo(px - 4 * r, y); c.lineTo(px + 4 * r, y); c.lineTo(px, y - 7 * r); c.fill();
    });
    c.restore();
  }

  function runPlot(p) {
    var columns = [p.x], series = [{ label: 'Time', value: function (u, v) { return v == null ? '\u2013' : clock(v); } }], bands = [];
    p.series.forEach(function (s) {
      var side = s.side || 'both', stroke = colour(side), k = columns.length, edge = { class: 'hide', width: 0, points: { show: false } };
      columns.push(s.mid, s.hi, s.lo);
      series.push({ label: s.label, stroke: stroke, width: 2, dash: side === 'right' ? [7, 4] : undefined, points: { show: false }, value: shown(p.decimals, p.unit) });
      series.push(Object.assign({ label: s.label + ' 90 %' }, edge), Object.assign({ label: s.label + ' 10 %' }, edge));
      bands.push({ series: [k + 1, k + 2], fill: colour(side + '-band') });
    });
    var list = axes(p.unit);
    list[0].values = function (u, v) { return v.map(clock); };
    list[0].incrs = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
    return { columns: columns, series: series, bands: bands, axes: list, draw: evidence, scales: { x: { time: false }, y: { range: high(p.least) } } };
  }

  function size(p) {
    return printing ? { width: 212, height: 112 } : { width: Math.max(240, p.box.clientWidth), height: p.box.clientWidth < 500 ? 220 : 260 };
  }

  function draw(p) {
    var o = p.make(), at, range = p.u && !printing ? [p.u.scales.x.min, p.u.scales.x.max] : null;
    if (p.u) p.u.destroy();
    at = size(p);
    p.u = new uPlot({
      width: at.width, height: at.height, series: o.series, bands: o.bands, axes: o.axes, scales: o.scales,
      cursor: { drag: { x: true, y: false }, sync: { key: 'run' } },
      hooks: { draw: [o.draw], setScale: [function (u, key) { if (key === 'x') follow(u); }] }
    }, o.columns, p.box);
    if (range && range[0] != null) setRange(p.u, range[0], range[1]);
  }

  function buttons(p, title) {
    var bar = document.createElement('div');
    bar.className = 'zoom';
    [['in', '+', 'zoom in'], ['out', '\u2212', 'zoom out'], ['back', '\u2190', 'earlier'], ['on', '\u2192', 'later'], ['all', 'All', 'show all']].forEach(function (b) {
      var e = document.createElement('button');
      e.type = 'button'; e.textContent = b[1];
      e.setAttribute('aria-label', title + ': ' + b[2]);
      e.title = b[2];
      e.addEventListener('click', function () { move(p.u, b[0]); });
      bar.appendChild(e);
    });
    p.box.after(bar);
  }

  function keys(p) {
    var key = { '+': 'in', '=': 'in', '-': 'out', 'ArrowLeft': 'back', 'ArrowRight': 'on', '0': 'all', 'Escape': 'all' };
    p.box.tabIndex = 0;
    p.box.addEventListener('keydown', function (e) {
      if (!key[e.key] || e.ctrlKey || e.metaKey || e.altKey) return;
      e.preventDefault();
      move(p.u, key[e.key]);
    });
  }

  function add(id, make) {
    var box = document.getElementById(id), p = { box: box, make: make };
    if (!box) return;
    box.classList.add('ready');
    plots.push(p);
    draw(p);
    buttons(p, document.getElementById(box.getAttribute('aria-labelledby').split(' ')[0]).textContent);
    keys(p);
  }

  function redraw() { plots.forEach(draw); }

  function dark() {
    var said = root.getAttribute('data-theme');
    return said ? said === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  }

  function theme() {
    var b = document.getElementById('theme'), name = function () { b.textContent = dark() ? 'Light' : 'Dark'; b.setAttribute('aria-label', dark() ? 'light colours' : 'dark colours'); };
    b.hidden = false;
    name();
    b.addEventListener('click', function () { root.setAttribute('data-theme', dark() ? 'light' : 'dark'); name(); redraw(); });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', function () { name(); redraw(); });
  }

  /* Paper is white whatever the screen is. */
  function paper() {
    var before;
    addEventListener('beforeprint', function () { before = root.getAttribute('data-theme'); root.setAttribute('data-theme', 'light'); printing = true; redraw(); });
    addEventListener('afterprint', function () { if (before) root.setAttribute('data-theme', before); else root.removeAttribute('data-theme'); printing = false; redraw(); });
  }

  /* In a frame whose page has no view into it: how tall the report is, and where a link within it leads. */
  function framed() {
    if (parent !== window) parent.postMessage({ reportHeight: document.body.getBoundingClientRect().bottom + scrollY + 24 }, '*');
  }

  function links() {
    if (parent === window) return;
    document.addEventListener('click', function (e) {
      var a = e.target.closest('a[href^="#"]'), to = a && document.getElementById(a.getAttribute('href').slice(1));
      if (to) parent.postMessage({ reportPlace: to.getBoundingClientRect().top + scrollY }, '*');
    });
  }

  data.plots.forEach(function (p) { add(p.id, function () { return runPlot(p); }); });
  root.classList.add('js');
  theme();
  paper();
  links();
  framed();
  var width = 0;
  new ResizeObserver(function () {
    framed();
    if (printing || document.body.clientWidth === width) return;
    width = document.body.clientWidth;
    plots.forEach(function (p) { p.u.setSize(size(p)); });
  }).observe(document.body);
}());
