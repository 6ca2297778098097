/* A form under an analysed upload: keep it in the history. */
import { $, ask, make } from '/static/common.js';
import { past, runner, today } from '/static/past.js';

/* Once more with the sessions before this one, so that load and recovery are judged too; false: there are none. */
async function judge(request) {
  const api = '/api/visits/' + request.visit;
  if (!(await ask('/api/history/judge', 'POST', request)).judged) return false;
  for (;;) {
    const v = await ask(api);
    if (v.state === 'done') return true;
    if (v.state !== 'running' && v.state !== 'waiting') throw new Error(v.error || 'Stopped.');
    await new Promise((r) => setTimeout(r, 120));
  }
}

export async function offerKeep(place, visit, result, again) {
  const names = await past('/runners').then((r) => r.runners).catch(() => null);
  if (!names || place.childNodes.length) return; /* a server without a history */
  const start = result?.start_utc || [...(result?.sensors || []), ...(result?.beside || [])].map((s) => s.read?.start_utc).find(Boolean); /* a watch is beside */
  const field = (id, label, input) => make('div', { class: 'field' }, make('label', { for: id }, label), input);
  const form = make('form', { class: 'card needs-history', autocomplete: 'off' }, make('h2', {}, 'Keep it'),
    make('p', { class: 'soft' }, 'In the history on this computer: trends, training load and the pain log use it.'),
    make('div', { class: 'fields' }, field('keep-who', 'Runner', make('input', { id: 'keep-who', list: 'keep-names', value: runner(), placeholder: 'may stay empty', maxlength: '100' })),
      start ? null : field('keep-day', 'Day of the run', make('input', { id: 'keep-day', type: 'date', value: today() })),
      field('keep-effort', 'Effort', make('select', { id: 'keep-effort' }, make('option', { value: '' }, 'not told'), ...['easy', 'steady', 'hard'].map((e) => make('option', {}, e))))),
    make('datalist', { id: 'keep-names' }, ...names.map((r) => make('option', { value: r.name }))),
    make('p', { class: 'row' }, make('button', { class: 'main' }, 'Keep in the history'), make('span', { role: 'status', id: 'kept' })));
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    const who = $('#keep-who').value.trim(), said = $('#kept');
    try {
      const request = { visit: visit().id, name: visit().files.find((f) => !f.left_out)?.name, runner: who, effort: $('#keep-effort').value,
        day: $('#keep-day')?.value, told: visit().told?.notes, utc_offset_min: -new Date(start || Date.now()).getTimezoneOffset(), anew: true };
      if (await judge(request)) again();
      const kept = await ask('/api/history/keep', 'POST', request);
      try { localStorage.setItem('runform.runner', who); } catch { /* a browser that remembers nothing */ }
      said.replaceChildren(kept.did === 'new' ? 'Kept. ' : 'It was there already, and has the new analysis. ', make('a', { href: '/history/' + kept.id }, 'Open it'), ' ', make('a', { href: '/history' }, 'All sessions'));
    } catch (error) { said.textContent = error.message; }
  });
  place.append(form);
}
