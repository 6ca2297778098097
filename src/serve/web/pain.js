/* The pain log: quick to fill, and its entries beside distance, pace, hills and patterns. */
import { $, make } from '/static/common.js';
import { bars, change, colour, count, day, fail, km, number, pace, past, plot, seconds, table, today, whose } from '/static/past.js';
import { build, read, show, told, warning, words } from '/static/pain_form.js';

const form = $('#form');
let now = '', w = null, editing = 0;

const worst = (e) => Math.max(...w.pain.map((p) => e[p.word] ?? -1));

function reset() {
  editing = 0;
  form.reset();
  $('#day').value = today();
  $('#form-title').textContent = 'How it felt';
  $('#cancel').hidden = true;
}

function edit(e) {
  editing = e.id;
  show(form, w, e);
  $('#day').value = e.day || today();
  $('#session').value = e.session ?? '';
  $('#text').value = e.text || '';
  $('#form-title').textContent = `How it felt: ${day(e.day)}`;
  $('#cancel').hidden = false;
  $('#form-title').scrollIntoView();
  $('#save').focus({ preventScroll: true });
}

function entry(e) {
  const b = make('button', { type: 'button', 'aria-label': `Change the entry of ${day(e.day)}` }, 'Change'), d = make('button', { type: 'button', class: 'danger', 'aria-label': `Delete the entry of ${day(e.day)}` }, 'Delete');
  b.addEventListener('click', () => edit(e));
  d.addEventListener('click', async () => { if (confirm(`Delete the entry of ${day(e.day)}?`)) await change(`/pain/${e.id}/delete`).then(load, fail); });
  const run = [km(e.distance_km), pace(e.speed_mps), e.uphill_pct > 0 ? `${number(e.uphill_pct)} % uphill` : ''].filter(Boolean).join(' · ');
  return make('li', { class: 'entry' }, make('span', { class: 'what' }, make('b', {}, day(e.day)), ' ', e.session ? make('a', { href: '/history/' + e.session }, run || 'the run') : ''),
    make('span', { class: 'marks' }, told(e, w), warning(e, w), e.text ? make('span', { class: 'soft' }, e.text) : null), make('span', { class: 'row' }, b, d));
}

function drawPlots(entries) {
  const list = entries.filter((e) => e.day && worst(e) >= 0).toReversed(), x = list.map((e) => seconds(e.day));
  $('#over').hidden = list.length === 0;
  if (!list.length) return;
  plot($('#chart'), () => ({ columns: [x, list.map(worst)], label: 'pain, of 10', legend: false, range: () => [0, 10.5],
    series: [{}, { stroke: colour('flagged'), width: 0, points: { show: false } }], hooks: { draw: [bars(1, 'flagged', 0.8)] } }));
  $('#chart-km').hidden = !list.some((e) => e.distance_km > 0);
  if (!$('#chart-km').hidden)
    plot($('#chart-km'), () => ({ columns: [x, list.map((e) => e.distance_km)], label: 'km', legend: false, range: (u, lo, hi) => [0, Math.max(1, hi || 1) * 1.1],
      series: [{}, { stroke: colour('accent'), width: 0, points: { show: false } }], hooks: { draw: [bars(1, 'accent', 0.8)] } }));
}

const WHEN = { during: 'during the run', after: 'after the run', next_morning: 'the next morning' };
const share = (s) => make('span', { class: 'share' }, s.runs ? `${s.pain} of ${count(s.runs, 'run')}, ${number(100 * s.share)} % (${number(100 * s.lo)} to ${number(100 * s.hi)})` : 'no run');

async function load() {
  const answer = await past('/pain', { runner: now });
  fail(null);
  $('#none').hidden = answer.entries.length > 0;
  $('#entries').replaceChildren(...answer.entries.map(entry));
  drawPlots(answer.entries);
  const beside = answer.beside.filter((b) => b.with.runs > 0 || b.without.runs > 0);
  $('#beside-card').hidden = beside.length === 0;
  $('#beside').replaceChildren(beside.length ? table('Pain beside how you ran', ['Runs', 'Pain', 'Noted after such runs', 'Noted after the others'],
    beside.map((b) => [b.text, WHEN[b.when] || b.when, share(b.with), share(b.without)])) : '');
}

async function sessions() {
  const { sessions: list } = await past('/sessions', { runner: now, limit: 60 });
  $('#session').replaceChildren($('#session').options[0], ...list.filter((s) => s.day).map((s) => make('option', { value: s.id, 'data-day': s.day }, `${day(s.day)}  ${km(s.distance_km)}  ${s.name}`)));
}

/* The newest run of the day in the form, until another is chosen. */
function offer() {
  const own = [...$('#session').options].find((o) => o.dataset.day === $('#day').value);
  $('#session').value = own ? own.value : '';
}

$('#day').addEventListener('change', offer);

/* A run's day is the run's. */
$('#session').addEventListener('change', (e) => {
  const d = e.target.selectedOptions[0].dataset.day;
  if (d) $('#day').value = d;
  $('#day').disabled = !!d;
});
form.addEventListener('reset', () => { $('#day').disabled = false; });
$('#cancel').addEventListener('click', reset);
form.addEventListener('submit', async (e) => {
  e.preventDefault();
  const session = Number($('#session').value) || 0, put = { ...read(form, w), text: $('#text').value.trim() };
  if (editing) put.id = editing;
  if (session) put.session = session; else Object.assign(put, { runner: now, day: $('#day').value });
  try {
    await change('/pain', put);
    const line = warning(put, w);
    reset();
    $('#said').replaceChildren('Saved.');
    if (line) $('#said').append(' ', line);
    await load();
  } catch (error) { fail(error); }
});

async function begin() {
  w = await words();
  build($('#scores'), w);
  now = await whose($('#whose'), async (r) => { now = r; reset(); await sessions(); await load(); });
  reset();
  await sessions();
  const asked = new URLSearchParams(location.search).get('session');
  if (asked) { $('#session').value = asked; $('#session').dispatchEvent(new Event('change')); } else offer();
  await load();
}
begin().catch(fail);
