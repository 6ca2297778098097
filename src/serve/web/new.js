/* The upload: files or a folder, dropped or chosen, in one go with progress; then the session's page. */
import { $ } from '/static/common.js';
import { build, values } from '/static/form.js';

const MOST_FILES = 64;
const drop = $('#drop'), form = $('#told');
let request = null;

build(form);
if (!('webkitdirectory' in HTMLInputElement.prototype)) $('.folder').hidden = $('#folder').hidden = true;
form.addEventListener('submit', (e) => e.preventDefault());

function fail(text) {
  $('#error').textContent = text;
  $('#error').hidden = false;
  $('#sending').hidden = true;
  drop.hidden = false;
  $('#files').value = $('#folder').value = '';
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

/* files: [{ file, name }]. Hidden files are not of the run. */
function send(files) {
  const wanted = files.filter((f) => f.file.size > 0 && !f.name.split('/').pop().startsWith('.'));
  const all = wanted.reduce((n, f) => n + f.file.size, 0);
  const body = new FormData();
  $('#error').hidden = true;
  if (files.length === 0) return;
  if (wanted.length === 0) return fail('There is nothing in it: empty or hidden files only.');
  if (wanted.length > MOST_FILES) return fail(`${wanted.length} files are too many for one run: ${MOST_FILES} are taken. Choose those of one run.`);
  try { body.append('told', JSON.stringify(values(form))); } catch (e) { $('#more').open = true; return fail(e.message); }
  for (const f of wanted) body.append('file', f.file, f.name);
  drop.hidden = true;
  $('#sending').hidden = false;
  $('#sending-what').textContent = wanted.length === 1 ? `Sending ${wanted[0].name}` : `Sending ${wanted.length} files`;
  request = new XMLHttpRequest();
  request.open('POST', '/api/visits');
  request.responseType = 'json';
  request.upload.addEventListener('progress', (e) => {
    $('#bar').value = e.total ? 100 * e.loaded / e.total : 0;
    $('#sent').textContent = `${size(e.loaded)} of ${size(all)}`;
  });
  request.addEventListener('load', () => {
    if (request.status === 201) location.assign('/session/' + request.response.id);
    else fail(request.response?.error || `The server answered with ${request.status}.`);
  });
  request.addEventListener('error', () => fail('The server took no more: the files are too large for it, or it is not running any more.'));
  request.addEventListener('abort', () => { fail('Stopped. Nothing was kept.'); });
  request.send(body);
}

/* Everything in a dropped folder, with its path in front as its name. */
async function walk(entry, path, out) {
  if (out.length > MOST_FILES) return;
  if (entry.isFile) {
    out.push({ file: await new Promise((ok, no) => entry.file(ok, no)), name: path + entry.name });
  } else if (entry.isDirectory && path.split('/').length < 8) {
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((ok, no) => reader.readEntries(ok, no));
      if (some.length === 0) break;
      for (const e of some) await walk(e, path + entry.name + '/', out);
    }
  }
}

async function dropped(e) {
  e.preventDefault();
  drop.classList.remove('over');
  const entries = [...e.dataTransfer.items].map((i) => i.webkitGetAsEntry?.()).filter(Boolean), out = [];
  try {
    if (entries.length) for (const entry of entries) await walk(entry, '', out);
    else for (const file of e.dataTransfer.files) out.push({ file, name: file.name });
  } catch { return fail('A file could not be read. Is it still there?'); }
  send(out);
}

for (const input of [$('#files'), $('#folder')]) {
  input.addEventListener('keydown', (e) => { if (e.key === 'Enter') { e.preventDefault(); input.click(); } }); /* a button answers to both keys; a file input not everywhere */
  input.addEventListener('change', () => send([...input.files].map((file) => ({ file, name: file.webkitRelativePath || file.name }))));
}
addEventListener('dragover', (e) => { e.preventDefault(); drop.classList.add('over'); });
addEventListener('dragleave', (e) => { if (!e.relatedTarget) drop.classList.remove('over'); });
addEventListener('drop', dropped);
$('#stop').addEventListener('click', () => request?.abort());
addEventListener('pageshow', (e) => { if (e.persisted) location.reload(); });
