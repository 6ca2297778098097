/* The live view. One object of state; each message puts its keys over it, `signal` and `mark` are added to what is there. Drawn once a frame at most. */
import { $, ask, make } from './common.js';

const KEEP = 1024, MARKS = 64, STALE_MS = 4000, SPAN_S = 12;
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const state = { figures: [], sensors: [], findings: [], notices: [], marks: [], g: [], newest: 0, hz: 32 };
const dirty = new Set();
let heardAt = 0, frame = 0, drawnAt = 0, ended = false;

/* ---- taking ---- */

function addSignal(s) {
  if (s.from > state.newest + 1 || s.from < state.newest - KEEP || !state.g.length) state.g = [];
  const known = state.g.length ? state.newest - s.from : 0;     /* what comes twice after a reconnection */
  state.g = state.g.concat(known > 0 ? s.g.slice(known) : s.g).slice(-KEEP);
  state.newest = Math.max(state.newest, s.from + s.g.length);
  state.hz = s.hz;
}

function addMark(m) {
  if (state.marks.some((x) => x.t === m.t && x.k === m.k)) return;
  state.marks = state.marks.concat(m).slice(-MARKS);
}

function take(message) {
  if (message.whole) Object.assign(state, { g: [], newest: 0, marks: [] });
  for (const [key, value] of Object.entries(message)) {
    if (key === 'signal') addSignal(value);
    else if (key === 'mark') addMark(value);
    else state[key] = value;
    dirty.add(key === 'mark' || key === 'marks' ? 'signal' : key);
  }
  if (message.ended) end();
  later();
}

function later() {
  if (!frame) frame = requestAnimationFrame(draw);
}

/* ---- the connection ---- */

function link(words, well) {
  const e = $('#link');
  if (e.textContent !== words) e.textContent = words;
  e.classList.toggle('lost', !well);
  document.body.classList.toggle('stale', !well);
}

const stream = new EventSource('/live/events');
stream.onopen = () => link('live', true);
stream.onerror = () => {
  if (ended) return;
  link(stream.readyState === EventSource.CLOSED ? 'The session does not answer any more. Reload the page to try again.' : 'connection lost, trying again', false);
};
stream.onmessage = (e) => {
  heardAt = performance.now();
  link('live', true);
  try { take(JSON.parse(e.data)); } catch (error) { console.error(error); }
};

function end() {
  ended = true;
  stream.close();
  $('#alarm').hidden = true;
  link('The session is over.', true);
  for (const b of document.querySelectorAll('.buttons button')) b.disabled = true;
}

setInterval(() => {
  const silent = performance.now() - heardAt;
  if (!ended && heardAt && silent > STALE_MS && stream.readyState === EventSource.OPEN) link(`no news for ${Math.round(silent / 1000)} s`, false);
}, 1000);

/* ---- drawing ---- */

const count = (n, word) => `${n || 0} ${word}${n === 1 ? '' : 's'}`;
const two = (v) => String(v).padStart(2, '0');

function clock(s) {
  const t = Math.max(0, Math.floor(s));
  return (t >= 3600 ? Math.floor(t / 3600) + ':' + two(Math.floor(t / 60) % 60) : Math.floor(t / 60)) + ':' + two(t % 60);
}

const unit = (u) => ({ deg: '°', spm: 'steps/min' }[u] || u);
const number = (v) => String(v).replace('.0', '');

/* A figure's card is made once; after that only its texts change. */
const cards = new Map();

function card(f, at) {
  const old = cards.get(at);
  if (old && old.id === f.id && old.n === f.text.length) return old;
  const title = `figure-${at}`, values = f.text.map((_, i) => {
    const digits = make('span', { class: 'digits' }), trend = make('span', { class: 'trend', role: 'img' });
    const side = f.text.length > 1 ? make('span', { class: i ? 'side right' : 'side left' }, i ? 'R' : 'L') : null;
    return { digits, trend, row: make('span', { class: 'value' }, side, digits, trend) };
  });
  const band = make('p', { class: 'band-words' });
  const box = make('div', { class: f.text.length > 1 ? 'figure pair' : 'figure', role: 'group', 'aria-labelledby': title },
    make('h2', { id: title }, f.title, ' ', make('small', {}, unit(f.unit))), make('p', { class: 'values' }, ...values.map((v) => v.row)), band);
  const c = { id: f.id, n: f.text.length, box, band, values };
  if (old) old.box.replaceWith(box); else $('#figures').append(box);
  cards.set(at, c);
  return c;
}

const put = (e, text) => { if (e.textContent !== text) e.textContent = text; };

function drawFigures() {
  state.figures.forEach((f, at) => {
    const c = card(f, at), off = f.off || [];
    c.values.forEach((v, i) => {
      put(v.digits, f.text[i] || '–');
      put(v.trend, f.trend[i] > 0 ? '▲' : f.trend[i] < 0 ? '▼' : '');
      v.trend.setAttribute('aria-label', f.trend[i] > 0 ? 'rising' : f.trend[i] < 0 ? 'falling' : 'steady');
      v.row.classList.toggle('out', !!off[i]);
      v.row.classList.toggle('in', f.off !== undefined && !off[i] && f.text[i] !== '');
    });
    const how = f.off === undefined ? '' : !f.text[0] ? 'target' : off.some((o) => o < 0) ? '▼ below' : off.some((o) => o > 0) ? '▲ above' : '✓ in';
    put(c.band, how && `${how} ${number(f.lo)}–${number(f.hi)}`);
    c.band.classList.toggle('out', off.some((o) => o));
  });
  const target = state.figures.some((f) => f.id === 'cadence_spm' && f.lo !== undefined);
  $('#target').setAttribute('aria-pressed', target);
}

function drawSensors() {
  const words = { gone: 'GONE', silent: 'SILENT', joining: 'joining' };
  $('#sensors').replaceChildren(...state.sensors.map((s) => {
    const low = s.battery !== undefined && s.battery <= 20;
    const text = [s.name, words[s.state], s.battery !== undefined && `battery ${s.battery} %`, s.lost > 0 && `${s.lost} samples lost`].filter(Boolean).join(' · ');
    return make('li', { class: s.state === 'gone' || s.state === 'silent' || low ? 'bad' : '' }, text);
  }));
  const away = state.sensors.filter((s) => s.state === 'gone' || s.state === 'silent'), alarm = $('#alarm');
  alarm.hidden = away.length === 0 || ended;
  put(alarm, away.length ? `${away.map((s) => s.name).join(', ')}: ${away.length > 1 ? 'they say nothing. Are they' : 'it says nothing. Is it'} plugged in and charged?` : '');
}

function drawCue() {
  const cue = state.cue || {}, known = cue.spm != null;
  $('#metronome').setAttribute('aria-pressed', !!cue.metronome);
  put($('#tempo'), known ? `${cue.spm} steps/min` : cue.metronome && cue.above_pct != null ? `${cue.above_pct} % above, soon` : 'no tempo');
  $('#slower').disabled = $('#faster').disabled = !known || ended;
  if (cue.metronome && cue.device === false) put($('#answer'), 'The computer has no sound device: the metronome is not heard.');
}

const SHAPES = { flagged: ['▲', 'flagged'], watch: ['◆', 'watch'] };

function drawFindings() {
  $('#findings').replaceChildren(...state.findings.map((f) => {
    const [shape, word] = SHAPES[f.status] || ['', f.status];
    return make('li', {}, make('p', { class: `status ${f.status}` }, `${shape} ${word}: `, make('b', {}, f.title)), make('p', { class: 'soft' }, f.why));
  }));
  const seen = state.findings.length ? `${state.findings.length} seen, ` : 'none seen, ';
  put($('#findings-words'), state.looked ? `${seen}${state.clear} clear, ${state.untold} cannot be told yet or by these sensors.`
    : state.steps > 0 ? '' : ended ? 'No running was long enough.' : 'Waiting for running; the first eight seconds are held back.');
}

function drawNotices() {
  $('#no-notices').hidden = state.notices.length > 0;
  $('#notices').replaceChildren(...state.notices.map((n) => make('li', {}, n)));
}

function drawSession() {
  const words = { on: '● REC', failed: 'RECORDING FAILED', played: 'a recording, played', off: 'not recorded' };
  put($('#clock'), clock(state.t_s || 0));
  put($('#recording'), '· ' + (words[state.recording] || '') + (state.paused ? ' · sound paused' : ''));
  $('#recording').className = state.recording === 'failed' ? 'lost' : '';
  $('#marker').disabled = $('#swap').disabled = ended || state.recording === 'played';
}

/* ---- the signal: the newest at the right; a second is a tick, contacts are letters below ---- */

const canvas = $('#signal'), pen = canvas.getContext('2d');
let colours = null;

function palette() {
  const s = getComputedStyle(document.documentElement), c = (n) => s.getPropertyValue('--' + n).trim();
  colours = { line: c('line'), soft: c('soft'), ink: c('ink'), trace: c('accent'), L: c('left'), R: c('right'), M: c('flagged'), '.': c('soft') };
}

function drawSignal() {
  const ratio = devicePixelRatio || 1, w = canvas.clientWidth, h = canvas.clientHeight, foot = 22, n = SPAN_S * state.hz, step = w / n;
  if (!colours) palette();
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) { canvas.width = Math.round(w * ratio); canvas.height = Math.round(h * ratio); }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, w, h);
  const g = state.g.slice(-n), first = state.newest - g.length;
  const last = Math.max(state.newest, ...state.marks.map((m) => m.t * state.hz));   /* contacts go on where the drawn sensor was pulled */
  const most = Math.max(2, ...g.filter((v) => v !== null));
  const x = (i) => w - (last - i) * step, y = (v) => (h - foot) * (1 - v / most);
  pen.font = '12px system-ui, sans-serif';
  pen.strokeStyle = colours.line;
  pen.fillStyle = colours.soft;
  pen.lineWidth = 1;
  for (let s = Math.ceil((last - n) / state.hz); s * state.hz <= last; s++) {
    pen.beginPath(); pen.moveTo(x(s * state.hz), 0); pen.lineTo(x(s * state.hz), h - foot); pen.stroke();
  }
  pen.fillText(`${most.toFixed(0)} g`, 2, 12);
  pen.strokeStyle = colours.trace;
  pen.lineWidth = 1.5;
  pen.beginPath();
  let down = false;
  g.forEach((v, i) => {
    if (v === null) { down = false; return; }
    if (down) pen.lineTo(x(first + i), y(v)); else pen.moveTo(x(first + i), y(v));
    down = true;
  });
  pen.stroke();
  pen.textAlign = 'center';
  pen.font = '700 13px system-ui, sans-serif';
  for (const m of state.marks) {
    const at = x(m.t * state.hz);
    if (at < 6) continue;
    pen.fillStyle = pen.strokeStyle = colours[m.k] || colours.ink;
    if (m.k === 'M') { pen.lineWidth = 2; pen.beginPath(); pen.moveTo(at, 0); pen.lineTo(at, h - foot); pen.stroke(); }
    pen.fillText(m.k === '.' ? '•' : m.k, m.k === 'M' ? at + 9 : Math.min(at, w - 6), m.k === 'M' ? 12 : h - 6);   /* a marker may stand on a contact */
  }
  pen.textAlign = 'start';
}

const drawers = { figures: drawFigures, sensors: drawSensors, cue: drawCue, findings: drawFindings, steps: drawFindings, notices: drawNotices, t_s: drawSession, paused: drawSession,
  recording: drawSession, markers: drawSession };

function draw(now) {
  frame = 0;
  for (const f of new Set([...dirty].map((k) => drawers[k]).filter(Boolean))) f();
  if (dirty.has('signal')) {
    if (calm.matches && now - drawnAt < 1000) { dirty.clear(); dirty.add('signal'); setTimeout(later, 1000 - (now - drawnAt)); return; }   /* once a second moves nobody */
    drawnAt = now;
    drawSignal();
    put($('#signal-words'), `The last ${SPAN_S} s of the first sensor, the largest acceleration of each 1/${state.hz} s; L and R are contacts of the left and the right foot, M is a marker. ${count(state.steps, 'step')}, ${count(state.markers, 'marker')}.`);
  }
  dirty.clear();
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { colours = null; dirty.add('signal'); later(); });
new ResizeObserver(() => { dirty.add('signal'); later(); }).observe(canvas);

/* ---- buttons and keys ---- */

async function press(what, said, value) {
  if (ended) return;
  try {
    await ask('/live/press', 'POST', value === undefined ? { press: what } : { press: what, value });
    put($('#answer'), said);
  } catch (error) {
    put($('#answer'), error.message);
  }
}

const tempo = (by) => { if (state.cue && state.cue.spm != null) press('tempo', '', Math.min(300, Math.max(60, state.cue.spm + by))); };
const does = {
  marker: () => press('marker', `Marker set at ${clock(state.t_s || 0)}.`),
  target: () => press('target', ''),
  metronome: () => press('metronome', ''),
  slower: () => tempo(-1),
  faster: () => tempo(1),
  swap: () => press('swap', 'Left and right were exchanged, from the first sample on.')
};
const keys = { m: 'marker', t: 'target', s: 'metronome', '+': 'faster', '=': 'faster', '-': 'slower', w: 'swap' };

for (const [id, act] of Object.entries(does)) document.getElementById(id).addEventListener('click', act);
document.addEventListener('keydown', (e) => {
  const id = keys[e.key];
  if (!id || e.ctrlKey || e.metaKey || e.altKey || e.repeat || document.getElementById(id).disabled) return;
  e.preventDefault();
  does[id]();
});
