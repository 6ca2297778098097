/* The live view in a real browser, fed by emulated sensors: usage node test_live_page.cjs RUNFORM RUNFORM_SENSOR
 *
 * A desktop and a phone look at one session: figures come up, a marker is set by the keyboard alone and seen by both, the metronome and the target answer,
 * a pulled cable is told, text from outside stays text, a viewer who comes back gets what he missed, and the end is told.
 */
'use strict';
const fs = require('node:fs');
const http = require('node:http');
const os = require('node:os');
const path = require('node:path');
const { execFileSync, spawn } = require('node:child_process');
const { withBrowser, step, until, serve, stop, started, assert } = require('./browser.cjs');

const [program, sensor] = process.argv.slice(2).map((p) => path.resolve(p));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'runform-live-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

/* Messages of the stream until `enough` says so, each as { id, data }. */
function listen(url, headers, enough) {
  return new Promise((done, failed) => {
    const got = [];
    let text = '';
    const request = http.get(url + 'live/events', { headers }, (answer) => {
      answer.setEncoding('utf8');
      answer.on('data', (d) => {
        text += d;
        for (let at; (at = text.indexOf('\n\n')) >= 0; text = text.slice(at + 2)) {
          const fields = text.slice(0, at).split('\n');
          const id = fields.find((f) => f.startsWith('id: ')), data = fields.filter((f) => f.startsWith('data: ')).map((f) => f.slice(6)).join('\n');
          if (data) got.push({ id: +id.slice(4), data: JSON.parse(data) });
          if (enough(got)) { request.destroy(); done(got); return; }
        }
      });
      answer.on('end', () => failed(new Error('the stream ended after ' + got.length)));
    });
    request.on('error', (e) => { if (!enough(got)) failed(e); });
  });
}

async function begin() {
  const ports = path.join(folder, 'a<img src=x onerror=alert(1)>');
  execFileSync(program, ['simulate', '--out', path.join(folder, 'run'), '--sensors', 'foot:left,foot:right', '--seconds', '120', '--seed', '5']);
  fs.mkdirSync(ports);
  const p = spawn(sensor, ['--link', ports, '--times', '4', '--battery', '15', '--fault', 'unplug=10@34:1', path.join(folder, 'run')], { stdio: 'ignore' });
  p.ended = new Promise((end) => p.on('exit', end));
  started.push(p);
  for (let i = 0; i < 400 && !fs.existsSync(path.join(ports, 'foot_right')); i++) await new Promise((r) => setTimeout(r, 25));
  return serve(program, ['live', path.join(ports, 'foot_left'), path.join(ports, 'foot_right'), '--serve', '--port', '0', '--plain', '--no-sound', '--wait', '60', '-q',
    '--record', path.join(folder, 'run.live')], { env: { ...process.env, XDG_CONFIG_HOME: folder } });
}

const digits = (page) => page.locator('.figure .digits').first();
const known = (page) => until(page, () => /^\d/.test((document.querySelector('.figure .digits') || {}).textContent || ''));

withBrowser(async (b) => {
  const { url, process: live } = await begin();
  const desk = await b.page({ home: url }), phone = await b.page({ size: 'phone', dark: true, calm: true, home: url });

  await step('figures come up on every screen', async () => {
    await Promise.all([desk.goto(url), phone.goto(url)]);
    await Promise.all([known(desk), known(phone)]);
    const cadence = +(await digits(desk).textContent());
    assert.ok(cadence > 120 && cadence < 220, cadence);
    assert.strictEqual(await desk.locator('.figure').count(), 4);
  });
  await step('the keyboard alone sets a marker that all see', async () => {
    for (let i = 0; i < 20 && await desk.evaluate(() => document.activeElement.id) !== 'marker'; i++) await desk.keyboard.press('Tab');
    await desk.keyboard.press('Enter');
    await until(phone, () => /1 marker\./.test(document.getElementById('signal-words').textContent));
  });
  await step('target and metronome answer to keys and to taps', async () => {
    await desk.keyboard.press('t');
    await phone.waitForSelector('#target[aria-pressed="true"]');
    assert.match(await phone.locator('.band-words').first().textContent(), /(below|above|in) \d+–\d+/);
    await phone.tap('#metronome');
    await desk.waitForSelector('#metronome[aria-pressed="true"]');
    await until(desk, () => /^\d+ steps/.test(document.getElementById('tempo').textContent));
    const before = parseInt(await desk.locator('#tempo').textContent(), 10);
    await desk.keyboard.press('+');
    await until(phone, (n) => parseInt(document.getElementById('tempo').textContent, 10) === n, before + 1);
  });
  await step('the signal is drawn', async () => {
    const painted = await desk.evaluate(() => { const c = document.getElementById('signal'), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      let n = 0; for (let i = 3; i < d.length; i += 4) n += d[i] > 0; return n; });
    assert.ok(painted > 1000, painted);
  });
  await step('a pulled cable and a low battery are told', async () => {
    await desk.waitForSelector('#alarm:not([hidden])', { timeout: 40000 });
    assert.match(await desk.locator('#alarm').textContent(), /left foot: it says nothing/);
    assert.match(await desk.locator('#sensors .bad').first().textContent(), /battery 15 %/);
    await b.picture(desk, 'live-alarm');
    await desk.waitForSelector('#alarm', { state: 'hidden', timeout: 40000 });
  });
  await step('text from outside is text', async () => {
    assert.strictEqual(await desk.locator('main img, #notices b').count(), 0);
  });
  await step('who comes gets the whole, who comes back what he missed', async () => {
    const first = await listen(url, {}, (m) => m.length > 8);
    assert.ok(first[0].data.whole && first[0].data.figures.length === 4 && first[0].data.signal.g.length > 100);
    const last = first[first.length - 1].id, second = await listen(url, { 'Last-Event-ID': String(last) }, (m) => m.length > 3);
    assert.deepStrictEqual(second.slice(0, 3).map((m) => m.id), [last + 1, last + 2, last + 3]);
    const signals = [...first, ...second].map((m) => m.data.signal).filter(Boolean);
    for (let i = 1; i < signals.length; i++) assert.strictEqual(signals[i].from, signals[i - 1].from + signals[i - 1].g.length, 'a hole in the signal');
    assert.ok((await listen(url, { 'Last-Event-ID': '999999999' }, (m) => m.length > 0))[0].data.whole);
  });
  await step('buttons are for our own page, and only those there are', async () => {
    const press = (headers, body) => new Promise((done) => {
      const r = http.request(url + 'live/press', { method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': body.length, ...headers } },
        (a) => { a.resume(); done(a.statusCode); });
      r.end(body);
    });
    assert.strictEqual(await press({ Origin: 'http://evil.example' }, '{"press":"marker"}'), 403);
    assert.strictEqual(await press({}, '{"press":"quit"}'), 400);
    assert.strictEqual(await press({}, '{"press":"tempo","value":1e9}'), 400);
    assert.strictEqual(await press({}, '{'), 400);
  });
  await step('both screens are fit to be looked at', async () => {
    await b.fit(desk, 'live');
    await b.fit(phone, 'live-dark');
  });
  await step('the end is told, and the marker stands in the results', async () => {
    await stop(live);
    await until(desk, () => document.getElementById('link').textContent === 'The session is over.');
    assert.strictEqual(live.exitCode, 0, live.said);
    assert.ok(await desk.locator('#marker').isDisabled());
    assert.match(execFileSync(program, ['analyze', path.join(folder, 'run.live'), '-q', '--json', '-']).toString(), /"by":\s*"page"/);
  });
});
