/* What the pages share: asking the server, and writing text (never markup) into the page. */

/* JSON of an address, or an Error with the server's own sentence. body: sent as JSON. */
export async function ask(path, method = 'GET', body) {
  const init = { method, headers: { Accept: 'application/json' } };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers['Content-Type'] = 'application/json';
  }
  let answer;
  try {
    answer = await fetch(path, init);
  } catch {
    throw new Error('The server does not answer. Is runform serve still running?');
  }
  const text = await answer.text();
  let json = {};
  try { json = text ? JSON.parse(text) : {}; } catch { /* the status says enough */ }
  if (!answer.ok) throw new Error(json.error || `The server answered with ${answer.status}.`);
  return json;
}

export const $ = (selector, root = document) => root.querySelector(selector);

/* An element: make('a', { href: '/', class: 'x' }, 'text', child, …). Texts become text nodes. */
export function make(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value === true) e.setAttribute(key, '');
    else if (value !== false && value != null) e.setAttribute(key, value);
  e.append(...children.filter((c) => c != null));
  return e;
}
