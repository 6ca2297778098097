/* The pages that the program writes, seen by an accessibility checker: usage node test_report_page.cjs RUNFORM SAMPLES */
'use strict';
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { execFileSync } = require('node:child_process');
const { withBrowser, step } = require('./browser.cjs');

const [program, samples] = process.argv.slice(2).map((p) => path.resolve(p));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'runform-page-'));

function analyze(name) {
  const row = fs.readFileSync(path.join(samples, 'index.tsv'), 'utf8').split('\n').map((l) => l.split('\t')).find((r) => r[0] === name);
  const page = path.join(folder, name + '.html');
  const word = [path.join(samples, row[1]), row[2]].concat(row[3] === '-' ? [] : [row[3]]).join(':');
  execFileSync(program, ['analyze', word, '--speed', '3', '--height', '1.75', '-q', '--report', page, '--json', page + '.json']);
  return page;
}

function compare(a, b) {
  const page = path.join(folder, 'changes.html');
  execFileSync(program, ['compare', a + '.json', b + '.json', '-q', '--report', page]);
  return page;
}

process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
withBrowser(async (b) => {
  const report = analyze('overstride-shank'), pelvis = analyze('easy-pelvis');
  for (const [name, file, how] of [['report-shank', report, {}], ['report-pelvis', pelvis, { size: 'phone', dark: true }],
    ['changes', compare(report, pelvis), { size: 'phone', dark: true }]])
    await step(name, async () => {
      const page = await b.page(how);
      await page.goto('file://' + file);
      await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
      await b.fit(page, name);
      await page.context().close();
    });
});
