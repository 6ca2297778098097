/* The form of the pain log: a tap or a key a score, words to tick. build() makes it, read() tells what it says, show() fills it. */
import { make } from '/static/common.js';
import { past } from '/static/past.js';

export const words = () => past('/pain/words');

const TITLES = { before: 'Before the run', during: 'During the run', after: 'After the run', sitting: 'When sitting', next_morning: 'The next morning' };

function score(word) {
  const values = ['', ...Array.from({ length: 11 }, (_, i) => String(i))];
  return make('fieldset', { class: 'scores' }, make('legend', {}, TITLES[word] || word), make('div', { class: 'steps' }, ...values.map((v) =>
    make('label', {}, make('input', { type: 'radio', name: word, value: v, checked: v === '', 'aria-label': v === '' ? 'not told' : v === '0' ? '0, none' : v === '10' ? '10, the worst' : v }), v === '' ? '–' : v))));
}

const boxes = (name, legend, list) => make('fieldset', { class: 'boxes' }, make('legend', {}, legend),
  ...list.map((w) => make('label', {}, make('input', { type: 'checkbox', name, value: w.word }), ' ' + w.text)));

export function build(box, w) {
  box.replaceChildren(make('p', { class: 'soft' }, '0 is none, 10 is the worst. Leave what you do not know at –.'), ...w.pain.map((p) => score(p.word)), boxes('place', 'Where', w.place), boxes('side', 'Side', w.side),
    boxes('kind', 'What it is like', w.kind), boxes('worse', 'Worse', w.worse), boxes('flags', 'Was there any of these?', w.flags));
}

export function read(form, w) {
  const data = new FormData(form), out = {};
  for (const p of w.pain) if (data.get(p.word)) out[p.word] = Number(data.get(p.word));
  for (const g of ['place', 'side', 'kind', 'worse', 'flags']) out[g] = data.getAll(g);
  return out;
}

export function show(form, w, entry) {
  for (const p of w.pain) for (const r of form.querySelectorAll(`input[name=${p.word}]`)) r.checked = r.value === (entry[p.word] == null ? '' : String(Math.round(entry[p.word])));
  for (const g of ['place', 'side', 'kind', 'worse', 'flags'])
    for (const b of form.querySelectorAll(`input[name=${g}]`)) b.checked = (entry[g] || []).includes(b.value);
}

/* The signs that send to a clinician, in one line; null where there is none. */
export function warning(entry, w) {
  const signs = (entry.flags || []).map((f) => w.flags.find((x) => x.word === f)?.text ?? f);
  return signs.length ? make('p', { class: 'warning' }, `See a clinician before the next run: ${signs.length > 2 ? 'several warning signs' : signs.join('; ')}.`) : null;
}

export const told = (entry, w) => [...w.pain.filter((p) => entry[p.word] != null).map((p) => `${TITLES[p.word].toLowerCase()} ${Math.round(entry[p.word])}`),
  ...['place', 'side', 'kind'].flatMap((g) => (entry[g] || []).map((x) => w[g].find((y) => y.word === x)?.text ?? x)),
  ...(entry.worse?.length ? ['worse ' + entry.worse.map((x) => w.worse.find((y) => y.word === x)?.text ?? x).join(', ')] : [])].join(', ');
