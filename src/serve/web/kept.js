/* One session of the history: what was found, its report, and what the runner may correct. */
import { $, make } from '/static/common.js';
import { change, day, decimals, fail, km, minutes, number, pace, past, status, table, units, words } from '/static/past.js';
import { told, warning, words as painWords } from '/static/pain_form.js';

const id = location.pathname.split('/')[2], path = '/sessions/' + id;
const fact = (title, value) => (value ? make('div', {}, make('dt', {}, title), make('dd', {}, value)) : null);

function figures(s, w) {
  const rows = s.metrics.filter((m) => m.told && w.metric[m.metric]).map((m) => {
    const info = w.metric[m.metric], u = units(info.unit), d = decimals(m.lo, m.hi, info.decimals), tail = u === '°' ? '°' : u ? ' ' + u : '';
    return [make('a', { href: '/trends?metric=' + m.metric }, info.title), number(m.value, d) + tail, m.lo != null ? `${number(m.lo, d)} to ${number(m.hi, d)}` : '', String(m.n)];
  });
  $('#figures').replaceChildren(rows.length ? table('Figures of this session', ['Figure', 'Value', '90 % interval', 'Rests on'], rows) : make('p', {}, s.why || 'No figure is known of this session.'));
}

async function show() {
  const [s, w, p, { runners }] = await Promise.all([past(path), words(), painWords(), past('/runners')]);
  fail(null);
  document.title = `${day(s.day)} · runform`;
  $('#title').textContent = `${day(s.day)}${s.name ? ', ' + s.name : ''}`;
  const pain = s.pain_log[0];
  $('#facts').replaceChildren(...[fact('Runner', s.runner), fact('Distance', km(s.distance_km)), fact('Time', minutes(s.minutes)), fact('Pace', pace(s.speed_mps)), fact('Effort', s.effort),
    fact('Worn', s.sensors.join(', ').replaceAll('_', ' ')), fact('Pain', pain ? told(pain, p) : '')].filter(Boolean));
  $('#warning').replaceChildren(...[pain && warning(pain, p)].filter(Boolean));
  const seen = ['flagged', 'watch'].flatMap((k) => s.findings.filter((f) => f.status === k));
  const clear = s.findings.filter((f) => f.status === 'clear').length, untold = s.findings.filter((f) => f.status === 'cannot_tell').length;
  $('#findings').replaceChildren(...seen.map((f) => make('li', {}, status(f.status), ' ', make('b', {}, f.title), make('p', {}, f.plain || f.why))),
    make('li', { class: 'soft' }, `${seen.length ? '' : 'Nothing stands out: '}${clear} clear, ${untold} could not be told.`));
  figures(s, w);
  $('#report-card').hidden = !s.documents.some((d) => d.name === 'report.html');
  if (!$('#report-card').hidden && !$('#report').src) { $('#report').src = '/api/history' + path + '/report'; $('#alone').href = '/api/history' + path + '/report'; }
  Object.entries({ name: s.name, day: s.day || '', effort: s.effort || '', who: s.runner, notes: s.notes, km: s.distance_km == null ? '' : String(Math.round(s.distance_km * 100) / 100) })
    .forEach(([k, v]) => { $('#' + k).value = v || ''; $('#' + k).dataset.was = $('#' + k).value; });
  $('#names').replaceChildren(...runners.map((r) => make('option', { value: r.name })));
  $('#pain').href = `/pain?session=${id}&runner=${encodeURIComponent(s.runner)}`;
}

addEventListener('message', (e) => { /* the report says how tall it is; nothing else is listened to */
  if (e.source === $('#report').contentWindow && Number.isFinite(e.data?.reportHeight)) $('#report').style.height = Math.min(60000, Math.max(300, Math.ceil(e.data.reportHeight))) + 'px';
});

$('#edit').addEventListener('submit', async (e) => {
  e.preventDefault();
  const put = {}, changed = (k) => $('#' + k).value.trim() !== $('#' + k).dataset.was;
  for (const [key, field] of [['name', 'name'], ['effort', 'effort'], ['runner', 'who'], ['notes', 'notes'], ['day', 'day']]) if (changed(field)) put[key] = $('#' + field).value.trim();
  if (changed('km')) {
    put.distance_km = Number($('#km').value.trim().replace(',', '.'));
    if (!Number.isFinite(put.distance_km) || $('#km').value.trim() === '') { fail(new Error(`“${$('#km').value}” is no distance in km.`)); return; }
  }
  try {
    await change(path + '/change', put);
    await show();
    $('#said').textContent = 'Saved.';
  } catch (error) { fail(error); }
});
$('#delete').addEventListener('click', async () => {
  if (!confirm('Delete this session from the history, with its report and its pain entry? A backup can bring it back.')) return;
  await change(path + '/delete').then(() => location.assign('/history'), fail);
});
show().catch(fail);
