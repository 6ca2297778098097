/* A real Chromium for the tests of pages: sizes, console errors, violations of the page's policy, requests to elsewhere, accessibility, pictures.
 *
 *     const { withBrowser, serve } = require('./browser.cjs');
 *     withBrowser(async (b) => {
 *       const page = await b.page({ size: 'phone', dark: true });
 *       await page.goto(url);
 *       await b.fit(page, 'report');   // complaints, axe, sideways scrolling; a picture where pictures are kept
 *     });
 *
 * Needs playwright-core and axe-core (NODE_PATH) and Debian's Chromium; exits 77 with the reason where one is missing. axe runs in the page's isolated
 * debugging world, so the page's policy stays as it is. Pictures go into the folder that RUNFORM_PICTURES names, and nowhere without it.
 */
'use strict';
const assert = require('node:assert');
const fs = require('node:fs');
const path = require('node:path');
const { spawn } = require('node:child_process');

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const AXE = { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };

function skip(why) {
  console.log('skipped: ' + why);
  process.exit(77);
}

function need(name) {
  try {
    return require(name);
  } catch (e) {
    if (e.code !== 'MODULE_NOT_FOUND') throw e;
    return skip('the Node package ' + name + ' is not here (NODE_PATH)');
  }
}

const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((p) => fs.existsSync(p));

class Session {
  constructor(browser) {
    this.browser = browser;
    this.axe = need('axe-core').source;
  }

  /* What a page complained about is kept in page.complaints; `home` is where it may ask for things. */
  async page({ size = 'desktop', dark = false, calm = false, home = null } = {}) {
    const phone = size === 'phone';
    const context = await this.browser.newContext({ viewport: SIZES[size], deviceScaleFactor: phone ? 2 : 1, isMobile: phone, hasTouch: phone,
      colorScheme: dark ? 'dark' : 'light', reducedMotion: calm ? 'reduce' : 'no-preference' });
    const page = await context.newPage();
    const seen = page.complaints = [];
    page.on('pageerror', (e) => seen.push('error: ' + e));
    page.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') seen.push(m.type() + ': ' + m.text()); });
    page.on('request', (r) => { if (!/^(data|file|blob|about):/.test(r.url()) && !(home && r.url().startsWith(home))) seen.push('asks for ' + r.url()); });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sample));
    });
    return page;
  }

  async accessible(page, options = AXE) {
    /* an isolated world of the debugger: no script element that the page's policy would have to allow */
    const cdp = await page.context().newCDPSession(page);
    const { frameTree } = await cdp.send('Page.getFrameTree');
    const { executionContextId } = await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id, worldName: 'axe' });
    await cdp.send('Runtime.evaluate', { expression: this.axe + ';0', contextId: executionContextId });
    const r = await cdp.send('Runtime.evaluate', { contextId: executionContextId, awaitPromise: true, returnByValue: true,
      expression: `axe.run(document, ${JSON.stringify(options)}).then((r) => r.violations.map((v) => v.id + ' (' + v.impact + '): ' + v.help + ' | ' +
        v.nodes.slice(0, 4).map((n) => n.target.join(' ') + ' ' + (n.any[0] ? n.any[0].message : '')).join(' | ')))` });
    await cdp.detach();
    assert.ok(!r.exceptionDetails, JSON.stringify(r.exceptionDetails));
    return r.result.value;
  }

  async picture(page, name, whole = true) {
    const folder = process.env.RUNFORM_PICTURES;
    if (!folder) return;
    fs.mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${name}-${page.viewportSize().width}.png`), fullPage: whole });
  }

  /* Fit to be looked at: no complaint, accessible, no sideways scrolling. */
  async fit(page, name, { whole = true, axe = true } = {}) {
    await this.picture(page, name, whole);
    assert.deepStrictEqual(page.complaints, [], name);
    if (axe) assert.deepStrictEqual(await this.accessible(page), [], name);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(wide <= 0, `${name}: ${wide} px wider than the screen`);
  }
}

async function withBrowser(work) {
  if (!chromium) skip('no Chromium here');
  const { chromium: driver } = need('playwright-core');
  let browser, failed = 0;
  try {
    browser = await driver.launch({ executablePath: chromium, headless: true, args: FLAGS });
  } catch (e) {
    skip('Chromium does not start here: ' + String(e).split('\n')[0]);
  }
  try {
    await work(new Session(browser));
  } catch (e) {
    console.error(e);
    failed = 1;
  } finally {
    await browser.close();
    for (const p of started) await stop(p);
  }
  process.exit(failed);
}

/* Steps of a test, each with its name in front of what failed in it. */
async function step(name, work) {
  const from = Date.now();
  try {
    await work();
    console.log(`ok ${name} (${Date.now() - from} ms)`);
  } catch (e) {
    e.message = name + ': ' + e.message;
    throw e;
  }
}

/* Until the page says so; its policy forbids the driver's own way of waiting for a function. */
async function until(page, says, given = null, timeout = 60000) {
  for (const end = Date.now() + timeout; ;) {
    if (await page.evaluate(says, given)) return;
    if (Date.now() > end) throw new Error('never true: ' + says);
    await new Promise((r) => setTimeout(r, 50));
  }
}

const started = [];

/* Start a program that prints the address of its page; ends with the test. */
function serve(program, args, options = {}) {
  return new Promise((done, failed) => {
    const p = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let text = '';
    started.push(p);
    p.said = '';
    p.ended = new Promise((end) => p.on('exit', (code) => end(code)));
    p.on('error', failed);
    p.on('exit', (code) => failed(new Error(`${path.basename(program)} ended with ${code}: ${text}`)));
    const hear = (d) => {
      text += d;
      p.said = text;
      const m = /https?:\/\/[^\s"]+/.exec(text);
      if (m) done({ url: m[0].replace(/[.,;]$/, ''), process: p });
    };
    p.stdout.on('data', hear);
    p.stderr.on('data', hear);
  });
}

async function stop(p) {
  if (p.exitCode !== null || p.signalCode !== null) return;
  p.kill('SIGINT');
  const late = setTimeout(() => p.kill('SIGKILL'), 10000);
  await p.ended;
  clearTimeout(late);
}

module.exports = { withBrowser, step, until, serve, stop, started, assert, skip };
