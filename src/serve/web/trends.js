/* A figure over sessions, with intervals and the runner's own band. */
import { $, make } from '/static/common.js';
import { colour, count, day, decimals, fail, lines, number, pace, past, plot, seconds, table, units, whiskers, whose, words, zone } from '/static/past.js';

const form = $('#ask');
let now = '', asked = 0;

/* Most asked first; the rest is behind one line of the list, by what it is about. */
const ASKED = ['cadence_spm', 'contact_ms', 'vertical_oscillation_m', 'stride_length_m', 'speed_mps', 'distance_m', 'shank_angle_ic_deg', 'contact_asym_straight_pct'];
const ABOUT = [
  ['Time and force', /_ms$|duty_factor|force|stiffness|shock|braking|propulsion/],
  ['Foot, shank and knee', /foot|shank|knee/],
  ['Pelvis and trunk', /pelvi|trunk|lumbar/],
  ['Way, hills and turns', /./]
];

function options(metrics, chosen, all) {
  const one = (m) => make('option', { value: m.id, selected: m.id === chosen }, m.title), left = new Set(metrics);
  const take = (fits) => { const own = [...left].filter(fits); own.forEach((m) => left.delete(m)); return own.map(one); };
  const first = ASKED.map((id) => metrics.find((m) => m.id === id)).filter(Boolean).map((m) => { left.delete(m); return one(m); });
  const more = left.size, rest = all ? ABOUT.map(([label, fits]) => make('optgroup', { label }, ...take((m) => fits.test(m.id)))) : [make('option', { value: '' }, `${more} more figures …`)];
  $('#metric').replaceChildren(make('optgroup', { label: 'Most asked' }, ...first), ...rest);
}

function show(t, m, norm) {
  const points = t.points.filter((p) => p.value != null), b = t.band, last = points.at(-1);
  const u = units(m.unit), d = last ? decimals(last.lo ?? b.lo, last.hi ?? b.hi, m.decimals) : 0;
  const healthy = norm && norm.mean != null ? [norm.mean - 1.2816 * norm.sd, norm.mean + 1.2816 * norm.sd] : [];
  const quantity = (v) => `${number(v, d)}${u === '°' ? '°' : u ? ' ' + u : ''}`;
  $('#plot-title').textContent = m.title;
  $('#words').textContent = points.length === 0 ? 'No session tells it.' : `${count(points.length, 'session')}, the latest ${quantity(last.value)}` +
    (last.lo != null ? ` (${number(last.lo, d)} to ${quantity(last.hi)})` : '') +
    (b.lo != null ? `. Usual for this runner: ${quantity(b.median)}, ${number(b.lo, d)} to ${quantity(b.hi)}.` : '. Three sessions are needed to say what is usual.') +
    (healthy.length ? ` Eight of ten healthy runners at ${pace(norm.speed)}: ${number(healthy[0], d)} to ${quantity(healthy[1])} (dotted lines).` : '');
  $('#chart').hidden = points.length === 0;
  if (points.length)
    plot($('#chart'), () => ({
      columns: [points.map((p) => seconds(p.day)), points.map((p) => p.value)], label: u === '°' ? 'degrees' : u, legend: false,
      series: [{}, { stroke: colour('accent'), width: 1, points: { show: true, size: 8, fill: colour('accent') } }],
      range: (s, lo, hi) => {
        const all = points.flatMap((p) => [p.value, p.lo, p.hi]).concat(b.lo, b.hi, healthy).filter((v) => v != null), least = Math.min(...all), most = Math.max(...all), more = Math.max((most - least) * 0.08, 1e-3);
        return [least - more, most + more];
      },
      hooks: { drawClear: [zone(b.lo, b.hi, b.median)], draw: [lines(healthy, 'soft'), whiskers(points.map((p) => p.lo), points.map((p) => p.hi), 'accent')] }
    }));
  $('#numbers').replaceChildren(points.length ? table('Numbers: ' + m.title, ['Day', m.title, '90 % interval', 'Rests on', 'Speed'], points.toReversed().map((p) => [
    make('a', { href: '/history/' + p.session }, day(p.day)), quantity(p.value), p.lo != null ? `${number(p.lo, d)} to ${number(p.hi, d)}` : '', String(p.n), pace(p.speed_mps)])) : '');
}

/* The norm at the middle speed of these sessions. */
async function healthy(metric, points) {
  const v = points.map((p) => p.speed_mps).filter((x) => x > 0).sort((a, b) => a - b), speed = v[Math.floor(v.length / 2)];
  return speed ? { ...await past('/norm', { metric, speed }), speed } : null;
}

async function draw() {
  const mine = ++asked, w = await words(), q = Object.fromEntries(new FormData(form));
  try {
    const t = await past('/trend', { ...q, runner: undefined, ...(now ? { runner: now } : {}) });
    const norm = await healthy(q.metric, t.points);
    if (mine === asked) { fail(null); show(t, w.metric[q.metric], norm); history.replaceState(null, '', '?' + new URLSearchParams({ metric: q.metric })); }
  } catch (e) { fail(e); }
}

async function begin() {
  const w = await words(), first = new URLSearchParams(location.search).get('metric') || 'cadence_spm';
  let last = first;
  options(w.metrics, first, !ASKED.includes(first));
  $('#metric').addEventListener('input', (e) => {
    if (e.target.value) { last = e.target.value; return; }
    e.stopPropagation();                                     /* the list unfolds, what is drawn stays */
    options(w.metrics, last, true);
    if (e.target.showPicker) try { e.target.showPicker(); } catch { /* not by a key */ }
  });
  now = await whose($('#whose'), (r) => { now = r; draw(); });
  $('#whose').hidden = !$('#whose').children.length;
  form.addEventListener('input', (e) => { if (e.target.id !== 'runner') draw(); });
  form.addEventListener('submit', (e) => e.preventDefault());
  await draw();
}
begin().catch(fail);
