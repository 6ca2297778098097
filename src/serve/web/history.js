/* The list of sessions, fifty a page, with filters; past files in one go; copies; runners. */
import { $, ask, make } from '/static/common.js';
import { change, count, day, fail, isoDay, km, minutes, number, pace, past, status, whose, words } from '/static/past.js';

const PAGE = 50, form = $('#filters');
let now = '', offset = 0, total = 0, asked = 0;

function row(s, w) {
  const marks = [...s.flagged.map((id) => status('flagged', w.pattern[id]?.title ?? id)), ...s.watch.map((id) => status('watch', w.pattern[id]?.title ?? id))];
  const facts = [s.effort, s.sensors.length ? s.sensors.join(', ').replaceAll('_', ' ') : '', s.pain != null ? `pain ${number(s.pain)} of 10` : ''].filter(Boolean).join(' · ');
  return make('li', {}, make('span', { class: 'what' }, make('a', { href: '/history/' + s.id }, day(s.day)), ' ', make('span', { class: 'soft' }, s.name)),
    make('span', { class: 'num' }, km(s.distance_km)), make('span', { class: 'num' }, minutes(s.minutes)), make('span', { class: 'num' }, pace(s.speed_mps)),
    make('span', { class: 'marks' }, ...marks, make('span', { class: 'soft' }, facts)));
}

async function list() {
  const mine = ++asked, w = await words();
  const query = Object.fromEntries([...new FormData(form)].filter(([, v]) => v !== ''));
  const answer = await past('/sessions', { ...query, offset, limit: PAGE }).catch((e) => { fail(e); return null; });
  if (!answer || mine !== asked) return;
  fail(null);
  total = answer.total;
  $('#sessions').replaceChildren(...answer.sessions.map((s) => row(s, w)));
  const narrowed = Object.keys(query).length > 0;
  $('#count').textContent = total ? count(total, 'session') : narrowed ? 'No session fits.' : '';
  $('#none').hidden = total > 0 || narrowed;
  $('#pages').hidden = total <= PAGE;
  $('#range').textContent = total ? `${offset + 1} to ${Math.min(offset + PAGE, total)} of ${total}` : '';
  $('#newer').disabled = offset === 0;
  $('#older').disabled = offset + PAGE >= total;
}

function anew() { offset = 0; return list(); }

form.addEventListener('submit', (e) => { e.preventDefault(); anew(); });
form.addEventListener('input', anew);
form.addEventListener('reset', () => setTimeout(anew));
$('#newer').addEventListener('click', () => { offset = Math.max(0, offset - PAGE); list(); });
$('#older').addEventListener('click', () => { offset += PAGE; list(); });

/* ---- whose ---- */

async function showRunners() {
  const { runners } = await past('/runners');
  $('#runners').replaceChildren(...runners.filter((r) => r.name).map((r) => {
    const rename = make('button', { type: 'button', 'aria-label': `Rename ${r.name}` }, 'Rename'), gone = make('button', { type: 'button', class: 'danger', 'aria-label': `Delete ${r.name}` }, 'Delete');
    rename.addEventListener('click', async () => {
      const to = prompt('New name', r.name);
      if (to && to.trim() && to !== r.name) await change('/runner', { name: r.name, to: to.trim() }).then(begin, fail);
    });
    gone.addEventListener('click', async () => {
      if (confirm(`Delete ${r.name} with ${count(r.sessions, 'session')}? This cannot be undone; a backup can bring it back.`)) await change('/runner', { name: r.name, delete: true }).then(begin, fail);
    });
    return make('li', { class: 'row' }, make('b', {}, r.name), make('span', { class: 'soft' }, `${count(r.sessions, 'session')}${r.last_day ? ', last on ' + day(r.last_day) : ''}`), rename, gone);
  }));
}

$('#new-runner').addEventListener('submit', async (e) => {
  e.preventDefault();
  await change('/runner', { name: $('#name').value.trim() }).then(() => { $('#name').value = ''; return begin(); }, fail);
});

/* ---- past files: each is uploaded, analysed, kept, and the upload is taken away again ---- */

const wait = (ms) => new Promise((r) => setTimeout(r, ms));

async function addOne(file) {
  const body = new FormData();
  body.append('file', file, file.name);
  const answer = await fetch('/api/visits', { method: 'POST', body, headers: { Accept: 'application/json' } }), told = await answer.json();
  if (!answer.ok) throw new Error(told.error || `the server answered with ${answer.status}`);
  const visit = '/api/visits/' + told.id;
  try {
    let v = await ask(visit);
    for (let ms = 40; v.state === 'running' || v.state === 'waiting'; ms = Math.min(400, ms * 1.3)) { await wait(ms); v = await ask(visit); }
    if (v.state !== 'done') throw new Error(v.error || v.why || 'it could not be read');
    const on = new Date(file.lastModified || Date.now());   /* where the file itself has no date */
    return await change('/keep', { visit: told.id, runner: now, name: file.name, day: isoDay(on), utc_offset_min: -on.getTimezoneOffset() });
  } finally {
    await ask(visit + '/delete', 'POST', {}).catch(() => {});
  }
}

$('#files').addEventListener('change', async (e) => {
  const files = [...e.target.files], done = { new: 0, there: 0, out: [] };
  if (!files.length) return;
  $('#adding').hidden = false;
  $('#left-out').replaceChildren();
  for (const [i, file] of files.entries()) {
    $('#bar').value = i / files.length;
    $('#added').textContent = `${i + 1} of ${files.length}: ${file.name}`;
    try {
      const kept = await addOne(file);
      if (kept.did === 'there') done.there++; else done.new++;
    } catch (error) {
      done.out.push(`${file.name}: ${error.message}`);
    }
  }
  $('#adding').hidden = true;
  $('#added').textContent = [`${count(done.new, 'session')} added.`, done.there && `${done.there} there already.`, done.out.length && `${count(done.out.length, 'file')} left out:`].filter(Boolean).join(' ');
  $('#left-out').replaceChildren(...done.out.map((t) => make('li', {}, t)));
  e.target.value = '';
  anew();
});

$('#copy').addEventListener('change', async (e) => {
  const file = e.target.files[0], body = new FormData();
  e.target.value = '';
  if (!file || !confirm('Everything in the history is replaced by what the backup holds. Go on?')) return;
  body.append('file', file, 'backup.sqlite');
  try {
    const answer = await fetch('/api/history/restore', { method: 'POST', body, headers: { Accept: 'application/json' } }), told = await answer.json();
    if (!answer.ok) throw new Error(told.error);
    $('#restored').textContent = 'The backup is restored.';
    begin();
  } catch (error) { fail(error); }
});

async function begin() {
  now = await whose($('#whose'), (r) => { now = r; $('[name=runner]', form).value = r; anew(); });
  let held = $('[name=runner]', form);
  if (!held) { held = make('input', { type: 'hidden', name: 'runner' }); form.append(held); }
  held.value = now;
  await Promise.all([anew(), showRunners()]);
}

words().then((w) => $('#pattern').append(...w.patterns.map((p) => make('option', { value: p.id }, p.title))));
begin().catch(fail);
