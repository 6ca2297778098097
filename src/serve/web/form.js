/* What a runner may tell beside the files: built once, used before the upload and on the session's page. Height and mass are remembered in this browser. */
import { make, $ } from '/static/common.js';

const REMEMBERED = ['height_m', 'mass_kg', 'pace_10km'];
const PAIN = [['before', 'Before the run'], ['during', 'During the run'], ['after', 'After the run'], ['sitting', 'When sitting'], ['next_morning', 'The next morning']];
const PLACES = [['', 'not told'], ['sit_bone', 'at the sit bone'], ['buttock', 'in the buttock'], ['upper_thigh', 'high in the back of the thigh'],
  ['mid_thigh', 'in the middle of the thigh'], ['below_mid_thigh', 'below the middle of the thigh'], ['knee', 'at the knee'], ['lower_leg', 'in the lower leg'],
  ['foot', 'in the foot'], ['lower_back', 'in the lower back'], ['hip', 'at the hip'], ['elsewhere', 'elsewhere']];
const SIDES = [['', 'not told'], ['left', 'left'], ['right', 'right'], ['both', 'both']];
const KINDS = [['', 'not told'], ['dull', 'dull'], ['ache', 'aching'], ['tight', 'tight'], ['sharp', 'sharp'], ['burning', 'burning'], ['tingling', 'tingling'], ['numb', 'numb']];
const WORSE = [['uphill', 'uphill'], ['fast', 'when fast'], ['sitting', 'when sitting'], ['bending', 'when bending'], ['long_run', 'the longer the run'],
  ['bearing_weight', 'when bearing weight'], ['hopping', 'when hopping']];
const FLAGS = [['sharp_bearing_weight', 'sharp when bearing weight'], ['cannot_hop', 'hopping was not possible'], ['burning_down_leg', 'burning down the leg'], ['numbness', 'numbness']];

function field(name, label, hint, attributes) {
  const id = 'f-' + name;
  return make('div', { class: 'field' }, make('label', { for: id }, label), make('input', { id, name, ...attributes, 'aria-describedby': id + '-hint' }),
    make('small', { id: id + '-hint' }, hint));
}

function choice(name, label, options) {
  const id = 'f-' + name;
  return make('div', { class: 'field' }, make('label', { for: id }, label), make('select', { id, name }, ...options.map(([v, t]) => make('option', { value: v }, t))));
}

function boxes(name, legend, options) {
  return make('fieldset', { class: 'boxes' }, make('legend', {}, legend),
    ...options.map(([v, t]) => make('label', {}, make('input', { type: 'checkbox', name, value: v }), ' ' + t)));
}

const SCORES = [['', 'not told'], ...Array.from({ length: 11 }, (_, i) => [String(i), i === 0 ? '0 (none)' : i === 10 ? '10 (the worst)' : String(i)])];

export function build(form) {
  form.append(
    make('div', { class: 'fields' },
      field('height_m', 'Height', 'in metres, 1.2 to 2.3', { inputmode: 'decimal', placeholder: '1.78' }),
      field('mass_kg', 'Mass', 'in kg, 25 to 250', { inputmode: 'decimal', placeholder: '70' }),
      field('speed', 'Mean or treadmill speed', 'm/s, or as 11.5km/h, or a pace as 4:45/km; without it, it is worked out', { placeholder: '3.3 or 5:03/km' }),
      field('grade_pct', 'Treadmill incline', 'in %, −30 to 30', { inputmode: 'decimal', placeholder: '1' }),
      field('pace_10km', 'Pace over 10 km', 'as 4:45/km: tells what is fast for you', { placeholder: '4:45/km' }),
      field('standing', 'Standing still', 'from – to in seconds, as 2-6; otherwise it is looked for', { placeholder: '2-6' }),
      choice('for', 'The report is for', [['runner', 'a runner: plain words first'], ['coach', 'a coach: terms and norms first']])),
    make('fieldset', { class: 'pain' }, make('legend', {}, 'Pain, from 0 (none) to 10'),
      make('div', { class: 'fields' }, ...PAIN.map(([n, t]) => choice('pain_' + n, t, SCORES)),
        choice('place', 'Where', PLACES), choice('side', 'Side', SIDES), choice('kind', 'What it is like', KINDS)),
      boxes('worse', 'Worse', WORSE), boxes('flags', 'Was there any of these?', FLAGS)));
  for (const n of REMEMBERED) {
    const input = form.elements[n];
    try { input.value = localStorage.getItem('runform.' + n) || ''; } catch { /* a browser that remembers nothing */ }
    input.addEventListener('change', () => { try { localStorage.setItem('runform.' + n, input.value.trim()); } catch { /* the same */ } });
  }
}

function number(form, name) {
  const text = form.elements[name].value.trim().replace(',', '.').replace('−', '-');
  if (text === '') return null;
  const v = Number(text);
  if (!Number.isFinite(v)) throw new Error(`${$(`label[for=f-${name}]`, form).textContent}: “${text}” is no number.`);
  return v;
}

function checked(form, name) {
  return [...form.querySelectorAll(`input[name=${name}]:checked`)].map((e) => e.value);
}

/* What the form says, as the server takes it; throws an Error with a sentence. */
export function values(form) {
  const e = form.elements, notes = {}, pain = {};
  for (const [n] of PAIN) if (e['pain_' + n].value !== '') pain[n] = Number(e['pain_' + n].value);
  if (Object.keys(pain).length) notes.pain = pain;
  for (const n of ['place', 'side', 'kind']) if (e[n].value) notes[n] = e[n].value;
  for (const n of ['worse', 'flags']) if (checked(form, n).length) notes[n] = checked(form, n);
  let height = number(form, 'height_m');
  if (height > 100) height /= 100; /* people say 178, and mean centimetres */
  return { height_m: height, mass_kg: number(form, 'mass_kg'), grade_pct: number(form, 'grade_pct'), speed: e.speed.value.replace(/\s/g, '').replace(',', '.'),
    pace_10km: e.pace_10km.value.trim(), standing: e.standing.value.trim().replace(/\s*[–-]\s*/, '-'), for: e.for.value, notes };
}

export function fill(form, told) {
  const e = form.elements;
  for (const n of ['height_m', 'mass_kg', 'grade_pct']) if (told[n] != null) e[n].value = told[n];
  for (const n of ['speed', 'pace_10km', 'standing', 'for']) if (told[n]) e[n].value = told[n];
  for (const [n, v] of Object.entries(told.notes?.pain || {})) if (e['pain_' + n]) e['pain_' + n].value = String(v);
  for (const n of ['place', 'side', 'kind']) if (typeof told.notes?.[n] === 'string') e[n].value = told.notes[n];
  for (const n of ['worse', 'flags'])
    for (const box of form.querySelectorAll(`input[name=${n}]`)) box.checked = (told.notes?.[n] || []).includes(box.value);
}
