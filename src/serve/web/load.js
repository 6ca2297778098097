/* Training load as load_jump and short_recovery look at it, and patterns over weeks. */
import { $, make } from '/static/common.js';
import { bars, colour, count, day, fail, km, minutes, number, past, plot, seconds, status, table, whose, words } from '/static/past.js';

const WEEKS = 12;
const fact = (title, value, small) => make('div', {}, make('dt', {}, title), make('dd', {}, value || 'not known', small ? make('small', {}, small) : null));

function facts(l, named) {
  const s = l.session, m = l.longest_30_days, w = l.week, r = l.recovery;
  $('#last-title').textContent = `The session of ${day(s.date)} against the weeks before`;
  $('#facts').replaceChildren(
    fact('Distance', km(s.distance_km), m.date ? `longest of the 30 days before: ${km(m.distance_km)} on ${day(m.date)}` : 'no distance in the 30 days before'),
    fact('Against that longest', m.ratio != null ? `${number(100 * m.ratio)} %` : '', m.band ? `band: ${m.band}` : ''),
    fact('Time', minutes(s.minutes), s.effort ? `effort: ${s.effort}` : 'effort not told'),
    fact('These 7 days', km(w.distance_km), w.distance_km_4_weeks_before != null ? `a week of the four before: ${km(w.distance_km_4_weeks_before)}` : 'four weeks before are not known'),
    fact('Hard running in 7 days', minutes(w.hard_minutes), w.hard_minutes_4_weeks_before != null ? `a week of the four before: ${minutes(w.hard_minutes_4_weeks_before)}` : ''),
    fact('Hard days in a row', number(r.hard_days_in_a_row), r.last_hard ? `last hard session: ${day(r.last_hard)}` : 'no hard session told'),
    fact('Free and easy days of 7', r.rest_days_in_7 != null ? `${r.rest_days_in_7} + ${r.easy_days_in_7}` : '', r.without_effort_in_7 > 0 ? `${count(r.without_effort_in_7, 'session')} without an effort` : ''));
  $('#findings').replaceChildren(...l.patterns.map((p) => make('li', {}, status(p.status, `${named.find((x) => x.id === p.id)?.title || p.id}: ${p.status.replace('_', ' ')}`), ' ', p.why)));
}

function weeks(list) {
  const known = list.filter((w) => w.distance_km != null).slice(-104);
  $('#chart').hidden = known.length === 0;
  if (known.length)
    plot($('#chart'), () => ({ columns: [known.map((w) => seconds(w.week) + 3 * 86400), known.map((w) => w.distance_km)], label: 'km a week', legend: false, wide: 4,
      range: (u, lo, hi) => [0, Math.max(1, hi || 1) * 1.1], series: [{}, { stroke: colour('accent'), width: 0, points: { show: false } }], hooks: { draw: [bars(1, 'accent')] } }));
  $('#numbers').replaceChildren(table('Numbers: week by week', ['Week from', 'Sessions', 'Distance', 'Time', 'Hard', 'Longest'],
    list.slice(-104).toReversed().map((w) => [day(w.week), String(w.sessions), km(w.distance_km), minutes(w.minutes), minutes(w.hard_minutes), km(w.longest_km)])));
}

function patterns(list, w) {
  const told = list.filter((x) => x.flagged + x.watch + x.clear > 0), all = [...new Set(list.map((x) => x.week))].slice(-WEEKS);
  const years = new Set(all.map((x) => x.slice(0, 4))).size > 1 ? { year: '2-digit' } : {};
  const rows = w.patterns.filter((p) => told.some((x) => x.pattern === p.id && all.includes(x.week)));
  const cell = (x) => { const box = make('span'); for (const s of ['flagged', 'watch', 'clear']) if (x?.[s]) box.append(status(s, String(x[s])), ' '); return box.childNodes.length ? box : '–'; };
  $('#patterns').replaceChildren(rows.length ? table('Table of patterns over the weeks', ['Pattern', ...all.map((x) => new Date(x + 'T12:00:00').toLocaleDateString(undefined, { day: 'numeric', month: 'short', ...years }))],
    rows.map((p) => [p.title, ...all.map((x) => cell(told.find((t) => t.week === x && t.pattern === p.id)))])) : make('p', {}, 'No session told any pattern yet.'),
    make('p', { class: 'soft' }, status('flagged'), '  ', status('watch'), '  ', status('clear'), ': in so many sessions of the week'));
}

async function show(runner) {
  const [l, k, w] = await Promise.all([past('/load', { runner }), past('/weeks', { runner }), words()]);
  fail(null);
  $('#none').hidden = !!l.session;
  $('#all').hidden = !l.session;
  if (!l.session) return;
  facts(l, w.patterns);
  weeks(k.load);
  patterns(k.weeks, w);
}

whose($('#whose'), (r) => show(r).catch(fail)).then(show).catch(fail);
