/* The runner's way through the pages in a real browser: usage node test_pages.cjs RUNFORM SAMPLES
 *
 * Upload, report, a placement corrected, kept; past files in one go; history, trends, load; the pain log by the keyboard alone; text from outside stays
 * text; back up, delete, restore. Every page on a desktop and on a phone in the dark: accessible, nothing wider than the screen, no complaint, light.
 */
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { withBrowser, step, until, serve, stop, assert } = require('./browser.cjs');

const [program, samples] = process.argv.slice(2).map((p) => path.resolve(p));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'runform-pages-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

const HOSTILE = '<img src=x onerror=alert(1)>"\'&amp;';
const shank = path.join(samples, 'overstride-shank', 'shank_left.csv'), pelvis = path.join(samples, 'easy-pelvis', 'pelvis.csv');

/* A run along a meridian, a point a second. */
function track() {
  const points = Array.from({ length: 600 }, (_, i) => `<trkpt lat="${(50 + i * 2.9e-5).toFixed(6)}" lon="8.0"><ele>${(100 + 20 * Math.sin(i / 60)).toFixed(1)}</ele><time>${
    new Date(Date.UTC(2026, 9, 4, 7, 0, i)).toISOString()}</time></trkpt>`).join('\n');
  return `<?xml version="1.0"?><gpx version="1.1" creator="test" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>${points}</trkseg></trk></gpx>`;
}

const shown = (page, selector) => page.waitForSelector(selector, { state: 'visible', timeout: 15000 });
const analysed = async (page, run) => { await until(page, (n) => document.getElementById('report').src.endsWith('run=' + n), run); await shown(page, '#results'); };

withBrowser(async (b) => {
  const { url, process: server } = await serve(program, ['serve', '--port', '0', '--no-open'], { env: { ...process.env, XDG_DATA_HOME: folder, TMPDIR: folder } });
  const page = await b.page({ home: url });
  let kept = '';
  page.on('dialog', (d) => d.accept());
  await step('a history without a session says what to do, and not that none fits', async () => {
    await page.goto(url + 'history');
    await shown(page, '#none');
    assert.strictEqual(await page.locator('#count').textContent(), '');
  });
  await step('a file becomes a report', async () => {
    await page.goto(url);
    await page.locator('#files').setInputFiles(shank);
    await page.waitForURL(/\/session\//);
    await analysed(page, 1);
    assert.match(await page.frameLocator('#report').locator('h1').textContent(), /stand|clear|nothing/i);
    await b.fit(page, 'session', { whole: false });
  });
  await step('a corrected placement gives another report', async () => {
    const place = page.locator('#sensors select').first();
    await page.locator('#worn summary').click();
    assert.strictEqual(await place.inputValue(), 'shank');
    await place.selectOption('thigh');
    await page.click('#again');
    await analysed(page, 2);
    assert.strictEqual((await page.evaluate(() => fetch(location.pathname + '/file/session.json').then((r) => r.json()))).sensors[0].placement, 'thigh');
    if (!await place.isVisible()) await page.locator('#worn summary').click();
    await page.locator('#sensors select').first().selectOption('shank');
    await page.click('#again');
    await analysed(page, 3);
  });
  await step('it is kept', async () => {
    await page.fill('#keep-who', 'Ann');
    await page.fill('#keep-day', '2026-10-01');
    await page.selectOption('#keep-effort', 'easy');
    await page.click('text=Keep in the history');
    await shown(page, '#kept a');
    kept = await page.locator('#kept a').first().getAttribute('href');
  });
  await step('past files come in one go, and are known again', async () => {
    const gpx = path.join(folder, 'morning.gpx'), junk = path.join(folder, 'letter.csv');
    fs.writeFileSync(gpx, track());
    fs.writeFileSync(junk, 'Dear runner,\nthis is no recording.\n');
    await page.goto(url + 'history');
    for (const said of [/2 sessions added\. 1 file left out/, /0 sessions added\. 2 there already\. 1 file left out/]) {
      await page.locator('#files').setInputFiles([pelvis, gpx, junk]);
      await until(page, (s) => new RegExp(s).test(document.getElementById('added').textContent), said.source);
      assert.match(await page.locator('#left-out').textContent(), /letter\.csv: /);
    }
    assert.strictEqual(await page.locator('#sessions li').count(), 3);
  });
  await step('a watch or a track that tells its day is not asked for it', async () => {
    await page.goto(url);
    await page.locator('#files').setInputFiles(path.join(folder, 'morning.gpx'));
    await page.waitForURL(/\/session\//);
    await shown(page, '#keep-who');
    assert.strictEqual(await page.locator('#keep-day').count(), 0);
    await page.goto(url + 'history');
  });
  await step('text from outside is text', async () => {
    await page.goto(url + kept.slice(1));
    await shown(page, '#report-card');
    await page.fill('#name', HOSTILE);
    await page.fill('#notes', HOSTILE);
    await page.fill('#km', '12,5');
    await page.click('text=Save');
    await until(page, () => document.getElementById('said').textContent === 'Saved.');
    assert.ok((await page.locator('h1').textContent()).includes(HOSTILE));
    assert.strictEqual(await page.locator('main img').count(), 0);
    await page.goto(url + 'history');
    await until(page, (t) => document.getElementById('sessions').textContent.includes(t), HOSTILE);
    assert.strictEqual(await page.locator('main img').count(), 0);
    assert.match(await page.locator('#sessions').textContent(), /12\.5 km/);
  });
  await step('filters narrow the list', async () => {
    await page.locator('#find summary').click();
    await page.selectOption('#effort', 'easy');
    await until(page, () => document.querySelectorAll('#sessions li').length === 1);
    await page.click('text=Show all');
    await until(page, () => document.querySelectorAll('#sessions li').length === 3);
  });
  await step('the pain log is filled by the keyboard alone, and a warning sign is one line', async () => {
    const focused = (id) => page.evaluate((i) => document.activeElement.id === i || document.activeElement.name === i, id);
    const to = async (id) => { for (let i = 0; i < 80; i++) { if (await focused(id)) return; await page.keyboard.press('Tab'); } assert.fail(`the keyboard does not reach ${id}`); };
    await page.goto(url + 'pain?session=' + kept.split('/').pop() + '&runner=Ann');
    await until(page, () => document.getElementById('session').value !== '' && document.querySelectorAll('#scores input').length > 50);
    await to('during');
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    await to('flags');
    await page.keyboard.press('Space');
    await to('text');
    await page.keyboard.type(HOSTILE);
    await to('save');
    await page.keyboard.press('Enter');
    await shown(page, '#entries .warning');
    assert.match(await page.locator('#entries').textContent(), /during the run 4.*See a clinician before the next run: sharp pain when bearing weight\./);
    assert.strictEqual(await page.locator('main img').count(), 0);
  });
  await step('trends and load are drawn', async () => {
    const painted = (id) => page.evaluate((i) => { const c = document.querySelector(`#${i} canvas`), d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      let n = 0; for (let k = 3; k < d.length; k += 4) n += d[k] > 0; return n; }, id);
    await page.goto(url + 'trends?metric=shank_angle_ic_deg');
    await shown(page, '#chart canvas');
    assert.ok(await painted('chart') > 500);
    assert.match(await page.locator('#words').textContent(), /1 session, the latest .*°/);
    const listed = () => page.locator('#metric option').count();
    assert.ok(await listed() < 12, 'what is most asked, and the rest folded');
    await page.selectOption('#metric', '');
    assert.ok(await listed() > 30, 'the rest unfolds');
    assert.strictEqual(await page.locator('#metric').inputValue(), 'shank_angle_ic_deg');
    assert.ok(await page.locator('#metric optgroup').evaluateAll((g) => g.length > 3 && g.every((x) => x.children.length > 2)));
    await page.goto(url + 'trends?metric=tibial_shock_g');
    await shown(page, '#chart canvas');
    assert.strictEqual(await page.locator('#metric').inputValue(), 'tibial_shock_g');
    await page.goto(url + 'load');
    await shown(page, '#patterns table');
    assert.match(await page.locator('#findings').textContent(), /A jump in load: /);
  });
  await step('every page is fit for a desktop and for a phone in the dark, and light', async () => {
    for (const [size, dark] of [['desktop', false], ['phone', true]])
      for (const [at, ready] of [['', '#drop'], ['history', '#sessions li'], [kept.slice(1), '#figures table'], ['trends', '#chart canvas'], ['load', '#patterns table'], ['pain', '#entries li']]) {
        const p = await b.page({ size, dark, home: url }), name = (at || 'new').split('/')[0] + (/\d$/.test(at) ? '-kept' : '') + (dark ? '-dark' : '');
        await p.goto(url + at);
        await shown(p, ready);
        const bytes = await p.evaluate(() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
          .filter((e) => !/\/report$/.test(e.name)).reduce((n, e) => n + e.transferSize, 0));
        assert.ok(bytes > 5000 && bytes < 200 * 1024, `${name}: ${bytes} bytes`);
        if (!dark) console.log(`   ${name}: ${(bytes / 1024).toFixed(0)} KiB`);
        await b.fit(p, name, { axe: dark });
        await p.context().close();
      }
  });
  await step('a backup brings back what was deleted', async () => {
    await page.goto(url + 'history');
    const got = async (name) => { const [d] = await Promise.all([page.waitForEvent('download'), page.click(`text=${name}`)]); const to = path.join(folder, 'got-' + d.suggestedFilename()); await d.saveAs(to); return to; };
    const backup = await got('Back up'), tables = await got('Export all');
    assert.strictEqual(fs.readFileSync(backup).subarray(0, 15).toString(), 'SQLite format 3');
    assert.match(fs.readFileSync(tables).subarray(0, 600).toString(), /runform-history\/.*ustar/s);
    await page.goto(url + kept.slice(1));
    await page.click('text=Delete this session');
    await page.waitForURL(/history$/);
    await until(page, () => document.querySelectorAll('#sessions li').length === 2);
    await page.locator('#copy').setInputFiles(pelvis);
    await until(page, () => /no backup/.test(document.getElementById('error').textContent));
    await page.locator('#copy').setInputFiles(backup);
    await until(page, () => document.querySelectorAll('#sessions li').length === 3);
  });
  await step('the server ends well', async () => {
    await stop(server);
    assert.strictEqual(server.exitCode, 0, server.said);
  });
  assert.deepStrictEqual(page.complaints.filter((c) => !/400 \(Bad Request\)/.test(c)), []);
});
