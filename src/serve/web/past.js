/* What the pages of the history share: whose sessions, words for days and figures, plots over days. */
import { $, ask, make } from '/static/common.js';

const api = '/api/history';
export const past = (path, query = {}) => {
  const q = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== '' && v != null)).toString();
  return ask(api + path + (q ? '?' + q : ''));
};
export const change = (path, body = {}) => ask(api + path, 'POST', body);

export function fail(error) {
  const e = $('#error');
  e.textContent = error ? error.message || String(error) : '';
  e.hidden = !error;
  if (error) e.scrollIntoView({ block: 'nearest' });
}

/* ---- words ---- */

export const number = (v, decimals = 0) => (v == null || !Number.isFinite(v) ? '' : v.toFixed(decimals));
/* As many decimals as the interval deserves: two digits of its half. */
export const decimals = (lo, hi, most) => (lo == null || hi == null || !(hi > lo) ? Math.min(most, 2) : Math.max(0, Math.min(most, 1 - Math.floor(Math.log10((hi - lo) / 2)))));
export const km = (v) => (v == null ? '' : `${number(v, v < 100 ? 1 : 0)} km`);
export const minutes = (v) => {
  if (v == null) return '';
  const m = Math.round(v);
  return m >= 60 ? `${Math.floor(m / 60)} h ${m % 60} min` : `${m} min`;
};
export const pace = (mps) => {
  if (!(mps > 0.5)) return '';
  const s = Math.round(1000 / mps);
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')} /km`;
};
export const units = (u) => ({ deg: '°', spm: 'steps/min', 'deg/s': '°/s', 'm/s2': 'm/s²' }[u] ?? u);
export const day = (text) => (text ? new Date(text + 'T12:00:00').toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }) : 'no date');
export const isoDay = (d) => `${d.getFullYear()}-${String(d.getMonth() + 1).padStart(2, '0')}-${String(d.getDate()).padStart(2, '0')}`;
export const today = () => isoDay(new Date());
export const count = (n, word) => `${n} ${word}${n === 1 ? '' : 's'}`;
const SHAPES = { flagged: '▲', watch: '◆', clear: '✓', cannot_tell: '?' };
export const status = (s, text) => make('span', { class: `status ${s === 'cannot_tell' ? 'untold' : s}` }, `${SHAPES[s] || ''} ${text ?? s.replace('_', ' ')}`);

let known = null;
export const words = () => (known ||= past('/words').then((w) => {
  const by = (list) => Object.fromEntries(list.map((x) => [x.id, x]));
  return { metrics: w.metrics, patterns: w.patterns, metric: by(w.metrics), pattern: by(w.patterns) };
}));

/* ---- whose ---- */

const remembered = 'runform.runner';
export function runner() {
  const asked = new URLSearchParams(location.search).get('runner');
  if (asked !== null) return asked;
  try { return localStorage.getItem(remembered) || ''; } catch { return ''; }
}

/* A choice of runner in `box`; nothing where there is only one. all: "everybody" is a choice, told as null. */
export async function whose(box, changed) {
  const { runners } = await past('/runners');
  let now = runner();
  if (!runners.some((r) => r.name === now)) now = runners.length ? runners.find((r) => r.name)?.name ?? '' : '';
  const select = make('select', { id: 'runner' }, ...runners.map((r) => make('option', { value: r.name, selected: r.name === now }, r.name || 'without a name')));
  select.addEventListener('change', () => {
    try { localStorage.setItem(remembered, select.value); } catch { /* a browser that remembers nothing */ }
    changed(select.value);
  });
  if (runners.length > 1) box.replaceChildren(make('label', { for: 'runner' }, 'Runner '), select);
  return now;
}

/* ---- plots over days ---- */

const root = document.documentElement;
export const colour = (name) => getComputedStyle(root).getPropertyValue('--' + name).trim();
export const seconds = (text) => Date.parse(text + 'T12:00:00Z') / 1000;
const plots = new Map();

function grid() {
  const line = { stroke: colour('line'), width: 1 }, axis = { stroke: colour('soft'), font: '12px system-ui, sans-serif', grid: line, ticks: line };
  return { x: { ...axis, space: 70 }, y: { ...axis, size: 56, labelFont: '12px system-ui, sans-serif', labelSize: 18 } };
}

/* make(): { columns, series, bands, label, hooks, least } with columns[0] in seconds. Drawn anew when the width or the colours change. */
export function plot(box, what) {
  const old = plots.get(box);
  if (old?.u) old.u.destroy();
  const p = { make: what, u: null };
  plots.set(box, p);
  redraw(box, p);
}

function redraw(box, p) {
  const o = p.make(), g = grid(), least = o.least || 0;
  if (p.u) p.u.destroy();
  p.u = new window.uPlot({
    width: Math.max(240, box.clientWidth), height: box.clientWidth < 500 ? 220 : 280, tzDate: (s) => window.uPlot.tzDate(new Date(s * 1000), 'Etc/UTC'),
    series: o.series, bands: o.bands || [], hooks: o.hooks || {}, legend: { show: o.legend !== false },
    axes: [g.x, { ...g.y, label: o.label }],
    scales: { x: { range: (u) => { const lo = u.data[0][0], hi = u.data[0].at(-1), more = Math.max((hi - lo) * 0.03, (o.wide || 1) * 86400, (14 * 86400 - (hi - lo)) / 2);   /* two weeks at least: days, not hours */ return [lo - more, hi + more]; } },
      y: { range: o.range || ((u, lo, hi) => { if (lo == null) return [0, 1]; const more = Math.max((hi - lo) * 0.12, (least - (hi - lo)) / 2, 1e-6); return [lo - more, hi + more]; }) } }
  }, o.columns, box);
}

const again = () => plots.forEach((p, box) => { if (box.isConnected) redraw(box, p); });
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again);
let width = 0;
new ResizeObserver(() => { if (document.body.clientWidth !== width) { width = document.body.clientWidth; again(); } }).observe(document.body);

/* Intervals as thin bars behind the points. */
export const whiskers = (lo, hi, name) => (u) => {
  const c = u.ctx, r = devicePixelRatio || 1;
  c.save();
  c.strokeStyle = colour(name);
  c.globalAlpha = 0.55;
  c.lineWidth = 1.5 * r;
  c.beginPath();
  u.data[0].forEach((x, i) => {
    if (lo[i] == null || hi[i] == null) return;
    const at = u.valToPos(x, 'x', true);
    c.moveTo(at, u.valToPos(lo[i], 'y', true));
    c.lineTo(at, u.valToPos(hi[i], 'y', true));
  });
  c.stroke();
  c.restore();
};

/* A zone across the plot, with its middle. */
export const zone = (lo, hi, middle) => (u) => {
  if (lo == null || hi == null) return;
  const c = u.ctx, b = u.bbox, top = u.valToPos(hi, 'y', true), bottom = u.valToPos(lo, 'y', true);
  c.save();
  c.beginPath(); c.rect(b.left, b.top, b.width, b.height); c.clip();
  c.fillStyle = colour('fine-zone');
  c.fillRect(b.left, top, b.width, bottom - top);
  if (middle != null) {
    const m = u.valToPos(middle, 'y', true);
    c.strokeStyle = colour('soft'); c.setLineDash([6, 5]); c.beginPath(); c.moveTo(b.left, m); c.lineTo(b.left + b.width, m); c.stroke();
  }
  c.restore();
};

/* Dashed lines across the plot. */
export const lines = (values, name) => (u) => {
  const c = u.ctx, b = u.bbox;
  c.save();
  c.strokeStyle = colour(name); c.lineWidth = 1.5 * (devicePixelRatio || 1); c.setLineDash([3, 4]);
  for (const v of values) {
    if (v == null) continue;
    const y = u.valToPos(v, 'y', true);
    if (y < b.top || y > b.top + b.height) continue;
    c.beginPath(); c.moveTo(b.left, y); c.lineTo(b.left + b.width, y); c.stroke();
  }
  c.restore();
};

/* Bars of one column; uPlot's own ask for a path builder of another file. */
export const bars = (column, name, days = 5) => (u) => {
  const c = u.ctx, zero = u.valToPos(0, 'y', true), half = Math.max(2, Math.abs(u.valToPos(days * 86400, 'x', true) - u.valToPos(0, 'x', true)) / 2);
  c.save();
  c.fillStyle = colour(name);
  u.data[0].forEach((x, i) => {
    const v = u.data[column][i];
    if (v == null) return;
    const y = u.valToPos(v, 'y', true), at = u.valToPos(x, 'x', true);
    c.fillRect(at - half, y, 2 * half, zero - y);
  });
  c.restore();
};

/* A table that scrolls by itself and can be reached by keys. */
export function table(label, heads, rows) {
  return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': label }, make('table', {},
    make('thead', {}, make('tr', {}, ...heads.map((h) => make('th', { scope: 'col' }, h)))),
    make('tbody', {}, ...rows.map((cells) => make('tr', {}, ...cells.map((x, i) => (i ? make('td', {}, x) : make('th', { scope: 'row' }, x))))))));
}
