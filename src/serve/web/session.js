/* One session: how far its analysis is, where its sensors were, its report, its files. */
import { $, ask, make } from '/static/common.js';
import { build, fill, values } from '/static/form.js';
import { offerKeep } from '/static/keep.js';
import { PLACES, SIDES, drawBody, mark } from '/static/body.js';

const id = location.pathname.split('/')[2], api = '/api/visits/' + id;
const form = $('#told'), frame = $('#report');
let visit = null, result = null, rows = [], shown = 0, timer = 0, filled = false;

build(form);
form.elements.standing.setAttribute('form', 'told'); /* it belongs to the sensors, and is told with the rest */
$('#stand').append(form.elements.standing.closest('.field'));
form.elements.standing.addEventListener('input', pending);
form.addEventListener('submit', (e) => e.preventDefault());
drawBody($('#shape'), $('#spots'));

function fail(text) {
  $('#error').textContent = text;
  $('#error').hidden = !text;
}

/* ---- sensors */

function select(label, options, value, changed) {
  const s = make('select', {}, ...options.map(([v, t]) => make('option', { value: v, selected: v === value }, t)));
  s.addEventListener('change', changed);
  return [make('label', {}, label + ' ', s), s];
}

const BY = { told: 'as you said', 'file name': 'from the file’s name', file: 'said by the file', sensor: 'said by the sensor', signal: 'guessed from the signal' };

function placeRow(file, i, sensors) {
  const s = sensors[0], number = rows.length + 1;
  const row = { file, i, number, placement: s?.placement || file.placement, side: s?.side || file.side, told: { placement: file.placement, side: file.side },
    doubtful: !!s && (s.assumed || s.placed_by === 'signal') && !file.placement };
  const change = () => { row.told = { placement: place.value, side: side.value }; row.placement = place.value; row.side = side.value; marks(); pending(); };
  const [placeLabel, place] = select('Worn at', PLACES, row.placement, change), [sideLabel, side] = select('Side', SIDES, row.side || '', change);
  row.set = (p, s2) => { place.value = p; side.value = s2; change(); };
  const still = s?.stood ? `stood still from ${s.standing_s[0].toFixed(1)} to ${s.standing_s[1].toFixed(1)} s` : 'no quiet standing was found';
  $('#sensors').append(make('li', { class: 'card sensor' }, make('p', { class: 'name' }, make('span', { class: 'number' + (row.doubtful ? ' doubtful' : '') }, String(number)), ' ', make('b', {}, file.name)),
    make('p', { class: 'row' }, placeLabel, sideLabel),
    make('p', { class: 'soft' }, (s ? `${BY[s.placed_by] || s.placed_by || 'not known'}${row.doubtful ? ': please look' : ''} · ${Math.round(s.rate_hz || 0)} Hz · ${s.gyro ? 'with' : 'without'} gyroscope · ${still}` : ''))));
  rows.push(row);
}

function listFixed(s) { /* several sensors in one file: each says itself where it is */
  const number = rows.length + 1;
  rows.push({ fixed: true, number, placement: s.placement, side: s.side, doubtful: s.assumed });
  $('#sensors').append(make('li', { class: 'card sensor' }, make('p', { class: 'name' }, make('span', { class: 'number' }, String(number)), ' ', make('b', {}, s.input || s.sensor)),
    make('p', {}, [s.placement, s.side].filter(Boolean).join(', ')), make('p', { class: 'soft' }, BY[s.placed_by] || '')));
}

function listFile(file, i) {
  const sensors = (result?.sensors || []).filter((s) => s.input === file.name || s.input?.startsWith(file.name + '/'));
  if (file.left_out) {
    const box = make('input', { type: 'checkbox' });
    box.addEventListener('change', pending);
    rows.push({ file, i, out: box, told: { placement: file.placement, side: file.side } });
    $('#others').append(make('p', { class: 'left-out' }, make('b', {}, file.name), ` was left out: ${file.why || 'as you wished'}. `, make('label', {}, box, ' Try it all the same')));
  } else if (sensors.length > 1 || (sensors.length === 1 && sensors[0].input !== file.name)) {
    rows.push({ file, i, told: { placement: file.placement, side: file.side }, silent: true });
    sensors.forEach(listFixed);
  } else if (sensors.length === 1 || !result || visit.files.length === 1) {
    placeRow(file, i, sensors);
  } else {
    const beside = (result.beside || []).find((b) => b.input === file.name);
    rows.push({ file, i, told: { placement: file.placement, side: file.side }, silent: true });
    $('#others').append(make('p', { class: 'soft' }, make('b', {}, file.name), beside ? ' was read beside the sensors.' : ' is a recording; its sensors are above.'));
  }
}

function marks() {
  const used = {};
  $('#marks').replaceChildren();
  for (const r of rows) {
    if (!r.number) continue;
    const key = r.placement + r.side, taken = used[key] || 0;
    used[key] = taken + 1;
    mark($('#figure'), $('#marks'), r.number, r.placement, r.side || '', r.doubtful, taken, (p, s) => (r.set ? r.set(p, s) : marks()));
  }
}

function pending() {
  $('#changed').textContent = 'Changed: analyse again to see what it makes.';
}

function list() {
  rows = [];
  $('#sensors').replaceChildren();
  $('#others').replaceChildren();
  const known = new Set(visit.files.map((f) => f.name));
  visit.files.forEach(listFile);
  for (const s of result?.sensors || []) if (![...known].some((n) => s.input === n || s.input?.startsWith(n + '/'))) listFixed(s); /* of a recording */
  marks();
  $('#changed').textContent = '';
  const worn = rows.filter((r) => r.number), out = visit.files.filter((f) => f.left_out).length;
  $('#worn-in-short').textContent = (worn.map((r) => [r.side, r.placement].filter(Boolean).join(' ') || 'not known').join(', ') || 'none') +
    (worn.some((r) => r.doubtful) ? ' – guessed, please look' : '') + (out ? ` – ${out === 1 ? 'a file was' : out + ' files were'} left out` : '');
  $('#worn').open = $('#worn').open || visit.shown === 0 || !visit.running_found || worn.some((r) => r.doubtful);
}

async function again(trees) {
  fail('');
  let told;
  try { told = values(form); } catch (e) { return fail(e.message); }
  told.trees = trees === true;
  told.files = visit.files.map((f, i) => {
    const r = rows.find((x) => x.i === i);
    return { ...(r ? r.told : { placement: f.placement, side: f.side }), left_out: r?.out ? !r.out.checked : f.left_out };
  });
  try { show(await ask(api + '/again', 'POST', told)); } catch (e) { fail(e.message); return; }
  scrollTo({ top: 0 });
  poll();
}

/* ---- report and files */

const WORDS = { 'report.html': 'the report: one file that opens without a network', 'report.md': 'the same as plain text (Markdown)' };

function showReport() {
  shown = visit.shown;
  frame.src = `/session/${id}/report?run=${shown}`;
  $('#alone').href = frame.src;
  $('#downloads').replaceChildren(...visit.outputs.map((o) => make('li', {}, make('a', { href: `/session/${id}/file/${o.name}`, download: true }, o.name), ' ',
    make('span', { class: 'soft' }, WORDS[o.name] || o.title))));
  $('#trees').parentElement.hidden = visit.outputs.some((o) => o.name.endsWith('.tar'));
  $('#notices').replaceChildren(...visit.notices.map((n) => make('li', {}, n)));
}

addEventListener('message', (e) => { /* the report says how tall it is and where its links lead; nothing else is listened to */
  if (e.source !== frame.contentWindow) return;
  if (Number.isFinite(e.data?.reportHeight)) frame.style.height = Math.min(60000, Math.max(300, Math.ceil(e.data.reportHeight))) + 'px';
  if (Number.isFinite(e.data?.reportPlace)) scrollTo({ top: scrollY + frame.getBoundingClientRect().top + e.data.reportPlace });
});

async function loadResult() {
  try { result = await ask(`/session/${id}/file/session.json`); } catch { result = null; }
}

async function show(v) {
  visit = v;
  const busy = v.state === 'running' || v.state === 'waiting';
  $('#working').hidden = !busy;
  $('#working-what').textContent = v.state === 'waiting' ? 'Waiting for another analysis to end' : 'Reading and measuring';
  if (busy && v.total > 0) $('#bar').value = 100 * v.bytes / v.total; else $('#bar').removeAttribute('value');
  if (busy) return;
  if (!filled) fill(form, v.told);
  filled = true;
  if (v.shown !== shown) await loadResult();
  fail(v.state === 'failed' ? v.error : '');
  $('#said').textContent = v.state === 'cancelled' ? 'Stopped.' : v.state === 'done' ? (v.running_found ? `Done in ${(v.took_ms / 1000).toFixed(1)} s.` : 'Read, but there was no running in it. If there was some, say where the sensor was worn.') : '';
  list();
  $('#about').hidden = false;
  $('#results').hidden = v.shown === 0;
  $('#title').textContent = v.files.length === 1 ? v.files[0].name : `Your run: ${v.files.length} files`;
  if (v.shown && v.shown !== shown) showReport();
  if (v.shown) offerKeep($('#keep-place'), () => visit, result, poll);
}

async function poll() {
  clearTimeout(timer);
  try { await show(await ask(api)); } catch (e) { fail(e.message); return; }
  if (visit.state === 'running' || visit.state === 'waiting') timer = setTimeout(poll, 120);
}

$('#places').addEventListener('submit', (e) => { e.preventDefault(); again(); });
$('#again-told').addEventListener('click', () => again());
$('#trees').addEventListener('click', () => again(true));
$('#cancel').addEventListener('click', async () => { try { await ask(api + '/cancel', 'POST', {}); } catch (e) { fail(e.message); } poll(); });
$('#delete').addEventListener('click', async () => {
  if (!confirm('Delete the files and the report of this session? What was kept in the history stays there.')) return;
  try { await ask(api + '/delete', 'POST', {}); location.assign('/'); } catch (e) { fail(e.message); }
});
poll();
