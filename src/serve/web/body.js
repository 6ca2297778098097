/* The body seen from behind, and the places where a sensor is worn. */
const NS = 'http://www.w3.org/2000/svg';

/* placement, side (as the program has them) and where in the picture */
export const SPOTS = [['foot', 'left', 84, 420], ['foot', 'right', 136, 420], ['shank', 'left', 86, 355], ['shank', 'right', 134, 355],
  ['thigh', 'left', 90, 272], ['thigh', 'right', 130, 272], ['pelvis', 'middle', 110, 216], ['pelvis', 'left', 84, 208], ['pelvis', 'right', 136, 208],
  ['trunk', 'middle', 110, 120], ['pocket', 'left', 76, 240], ['pocket', 'right', 144, 240], ['wrist', 'left', 43, 228], ['wrist', 'right', 177, 228]];

export const PLACES = [['', 'not known'], ['foot', 'foot or shoe'], ['shank', 'shank (lower leg)'], ['thigh', 'thigh'], ['pelvis', 'pelvis, waist'],
  ['trunk', 'trunk, chest'], ['pocket', 'pocket'], ['wrist', 'wrist']];
export const SIDES = [['', 'not known'], ['left', 'left'], ['right', 'right'], ['middle', 'middle']];

function add(parent, name, attributes, text) {
  const e = document.createElementNS(NS, name);
  for (const [k, v] of Object.entries(attributes)) e.setAttribute(k, v);
  if (text != null) e.textContent = text;
  parent.append(e);
  return e;
}

export function drawBody(shape, spots) {
  add(shape, 'circle', { cx: 110, cy: 42, r: 24 });
  add(shape, 'path', { d: 'M101 64h18v12h-18z' });
  add(shape, 'path', { d: 'M80 76h60q16 2 17 18l-8 62-6 34 3 34q-36 12-72 0l3-34-6-34-8-62q1-16 17-18z' });                             /* trunk */
  add(shape, 'path', { d: 'M66 84q-14 8-16 34l-8 58-4 50q4 8 11 2l10-48 14-58z' });                                                   /* left arm */
  add(shape, 'path', { d: 'M154 84q14 8 16 34l8 58 4 50q-4 8-11 2l-10-48-14-58z' });
  add(shape, 'path', { d: 'M74 222q16 6 34 6l-3 64-5 42-2 74q-2 12 0 22-14 6-27 0 4-12 5-22l-2-70-1-48z' });                           /* left leg */
  add(shape, 'path', { d: 'M146 222q-16 6-34 6l3 64 5 42 2 74q2 12 0 22 14 6 27 0-4-12-5-22l2-70 1-48z' });
  for (const [, , x, y] of SPOTS) add(spots, 'circle', { cx: x, cy: y, r: 5 });
}

export function where(placement, side) {
  return SPOTS.find(([p, s]) => p === placement && s === side) || SPOTS.find(([p]) => p === placement) || null;
}

function nearest(x, y) {
  let best = SPOTS[0];
  for (const s of SPOTS) if (Math.hypot(s[2] - x, s[3] - y) < Math.hypot(best[2] - x, best[3] - y)) best = s;
  return best;
}

/* A mark with its number. moved(placement, side) is called when it was dragged to another place. */
export function mark(svg, parent, number, placement, side, doubtful, taken, moved) {
  const spot = where(placement, side), x0 = spot ? spot[2] : 14 + 26 * ((number - 1) % 8), y0 = (spot ? spot[3] : 60) + (spot ? 15 * taken : 0);
  const g = add(parent, 'g', { class: 'mark' + (doubtful ? ' doubtful' : ''), transform: `translate(${x0} ${y0})` });
  add(g, 'circle', { r: 13 });
  add(g, 'text', { y: 5 }, String(number));
  const at = (e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
  g.addEventListener('pointerdown', (e) => { g.setPointerCapture(e.pointerId); g.classList.add('held'); svg.classList.add('choosing'); e.preventDefault(); });
  g.addEventListener('pointermove', (e) => { if (g.classList.contains('held')) { const p = at(e); g.setAttribute('transform', `translate(${p.x} ${p.y})`); } });
  const drop = (e) => {
    if (!g.classList.contains('held')) return;
    const p = at(e), s = nearest(p.x, p.y);
    g.classList.remove('held');
    svg.classList.remove('choosing');
    moved(s[0], s[1]);
  };
  g.addEventListener('pointerup', drop);
  g.addEventListener('pointercancel', drop);
}
