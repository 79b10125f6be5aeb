// What surrounds the run: sharing and embedding, examples, files, the tour, the
// pause out of sight.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { assertQuiet, check, leave, open, root, siteForTests, steps, untilDrawn, untilReady, untilSteps, within } from './harness.mjs';

const site = siteForTests();

test('share: the link repeats the run, the command line too, with the same check', async () => {
  const page = await open(site.browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(`${site.url}/?v=1&problem=transport-smooth&seed=5&points=16`);
  await untilReady(page);
  await page.selectOption('#operator', 'ls');
  await untilReady(page);
  for (let n = 1; n <= 2; n++) {
    await page.click('#step');
    await untilSteps(page, n);
  }
  await page.click('#share-open');
  const link = await page.inputValue('#share-link');
  assert.match(link, /\/\?v=1&problem=transport-smooth&operator=ls/);
  const [, eight] = (await page.textContent('#share-check')).match(/step 2: ([0-9a-f]{8})/);
  const said = page.evaluate(() => new Promise((resolve) => { // it stands there for two seconds only
    const button = document.querySelector('button[data-copy=share-link]');
    new MutationObserver(() => resolve(button.textContent)).observe(button, { childList: true });
  }));
  await page.click('button[data-copy=share-link]');
  assert.equal(await within(said, 'the button that copies'), 'Copied');
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  const commands = (await page.inputValue('#share-command')).split('\n');
  await page.keyboard.press('Escape');

  const directory = mkdtempSync(path.join(tmpdir(), 'hrgrad-'));
  try {
    const [go, run, package_, ...rest] = commands[0].split(' ');
    assert.deepEqual([go, run, package_, rest[0]], ['go', 'run', './tools/hrgrad', 'train']);
    const inside = rest.map((word) => (/^run\./.test(word) ? path.join(directory, word) : word));
    execFileSync('go', ['run', './tools/hrgrad', ...inside, '--progress', 'none'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const { history } = JSON.parse(readFileSync(path.join(directory, 'run.json'), 'utf8'));
    assert.equal(history.steps.at(-1), 2);
    assert.equal(check(history.losses.at(-1)), eight, 'the command line takes other steps than the page');
    const evaluation = commands[1].split(' ').slice(3).map((word) => (word === 'run.ckpt' ? path.join(directory, word) : word));
    assert.match(execFileSync('go', ['run', './tools/hrgrad', ...evaluation], { cwd: root, encoding: 'utf8' }), /^x,rho,flux\n/);
  } finally {
    rmSync(directory, { recursive: true });
  }

  await page.goto(link);
  await untilReady(page);
  for (let n = 1; n <= 2; n++) {
    await page.click('#step');
    await untilSteps(page, n);
  }
  await page.waitForFunction((text) => document.getElementById('status').textContent.includes(text), `check ${eight}`);
  assertQuiet(page, site.url);
  await leave(page);
});

test('embedded in a page of another origin: only what is needed, paused while scrolled out of sight', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.click('#share-open');
  const code = await page.inputValue('#share-embed');
  await leave(page);
  assert.match(code, /ui=min/);
  const other = http.createServer((_, response) => { response.setHeader('Content-Type', 'text/html'); response.end(`<!doctype html><title>Other</title><p>Text</p>${code}<div style="height: 4000px"></div>`); });
  await new Promise((resolve) => { other.listen(0, '127.0.0.1', resolve); });
  const host = await open(site.browser);
  await host.goto(`http://127.0.0.1:${other.address().port}/`);
  await host.waitForSelector('iframe');
  const frame = await (await host.$('iframe')).contentFrame();
  await frame.waitForFunction(() => document.getElementById('run') && !document.getElementById('run').disabled);
  assert.equal(await frame.locator('#setup').isVisible(), false);
  assert.equal(await frame.locator('#examples').isVisible(), false);
  assert.equal(await frame.locator('#tour').count(), 0);
  assert.doesNotMatch(await frame.getAttribute('#full', 'href'), /ui=min/);
  await frame.click('#run');
  await frame.waitForFunction(() => /steps\/s/.test(document.getElementById('status').textContent));
  await host.evaluate(() => scrollTo(0, 3000));
  await frame.waitForFunction(() => /paused while out of sight/.test(document.getElementById('status').textContent), null, { polling: 100 });
  await host.evaluate(() => scrollTo(0, 0));
  await frame.waitForFunction(() => /steps\/s/.test(document.getElementById('status').textContent), null, { polling: 100 });
  await leave(host);
  other.close();
});

test('a hidden tab pauses and takes up the run again, unless it is told to train on', async () => {
  const page = await open(site.browser, { before: () => {
    globalThis.pretend = (state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
      document.dispatchEvent(new Event('visibilitychange'));
    };
  } });
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.click('#run');
  await untilSteps(page, 5);
  await page.evaluate(() => globalThis.pretend('hidden'));
  await page.waitForFunction(() => /paused while out of sight/.test(document.getElementById('status').textContent));
  const at = await steps(page);
  await page.waitForTimeout(300);
  assert.equal(await steps(page), at);
  await page.evaluate(() => globalThis.pretend('visible'));
  await untilSteps(page, at + 3);

  await page.click('.more summary');
  await page.selectOption('#hidden', 'train');
  await page.waitForFunction(() => location.search.includes('hidden=train'));
  const later = await steps(page);
  assert.ok(later > at, 'the setting does not start the training over');
  await page.evaluate(() => globalThis.pretend('hidden'));
  await untilSteps(page, later + 5);

  // What was paused by hand stays paused.
  await page.selectOption('#hidden', 'pause');
  await page.evaluate(() => globalThis.pretend('visible'));
  await page.click('#run');
  await page.waitForFunction(() => document.getElementById('run').textContent === 'Run');
  await page.evaluate(() => { globalThis.pretend('hidden'); globalThis.pretend('visible'); });
  await page.waitForTimeout(300);
  assert.equal(await page.textContent('#run'), 'Run');
  assertQuiet(page, site.url);
  await leave(page);
});

test('examples: every card has its picture, and a click takes its settings', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&hidden=train`);
  await untilReady(page);
  await page.locator('#examples').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => { const all = [...document.querySelectorAll('#gallery img')]; return all.length > 5 && all.every((image) => image.complete && image.naturalWidth === 480 && image.naturalHeight === 300); });
  await page.click('#gallery a:has-text("initial layer")');
  await page.waitForFunction(() => location.search.includes('problem=transport-smooth') && location.search.includes('hidden=train'));
  await page.waitForFunction(() => document.getElementById('run').textContent === 'Train it yourself'); // the trained network is there
  await untilReady(page);
  assert.equal(await page.inputValue('#problem'), 'transport-smooth');
  assert.ok(await page.evaluate(() => document.activeElement.id === 'run' && document.getElementById('run').getBoundingClientRect().top >= 0));
  await page.keyboard.press('Space');
  await untilSteps(page, 3);
  assertQuiet(page, site.url);
  await leave(page);
});

test('files: fields, losses, everything, one plot', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&show=error&eps=0.01`);
  await untilReady(page);
  await untilDrawn(page);
  assert.ok(await page.isChecked('input[name=show][value=error]'));
  await page.click('#step');
  await untilSteps(page, 1);
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length >= 14 && !document.querySelector('#errors td.pending'));
  const take = async (kind) => {
    await page.selectOption('#export-kind', kind);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
    return [file.suggestedFilename(), await readFile(await file.path(), 'utf8')];
  };
  const [name, csv] = await take('fields-csv');
  assert.equal(name, 'hrgrad-transport-mode-1-fields.csv');
  const lines = csv.trimEnd().split('\n');
  assert.match(lines[0], /^eps,t,x,rho,flux/);
  assert.ok(lines.length > 1000 && lines.slice(1).every((line) => line.split(',').length === lines[0].split(',').length && line.split(',').slice(0, 5).every((v) => v !== '' && Number.isFinite(Number(v)))));
  const [, fields] = await take('fields-json');
  const parsed = JSON.parse(fields);
  assert.equal(parsed.eps, 0.01);
  assert.equal(parsed.fields.rho.network.length, parsed.t.length);
  assert.equal(parsed.fields.rho.network[0].length, parsed.x.length);
  const [, history] = await take('history-csv');
  assert.match(history, /^step,\w+,\w+\n1,[\d.e-]+,[\d.e-]+\n$/);
  const [, all] = await take('run-json');
  const run = JSON.parse(all);
  assert.equal(run.config.problem, 'transport-mode');
  assert.equal(check(run.history.losses.at(-1)), run.check, 'losses are written with all their digits');

  const size = async (panel) => {
    await page.selectOption('#picture', panel);
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('#png')]);
    const bytes = await readFile(await file.path());
    assert.equal(bytes.toString('latin1', 1, 4), 'PNG');
    return bytes.readUInt32BE(16) * bytes.readUInt32BE(20);
  };
  const whole = await size('');
  for (const panel of ['field:rho', 'line:flux', 'loss', 'error', 'cosine']) {
    const one = await size(panel);
    assert.ok(one > 10_000 && one < whole / 2, `${panel}: ${one} pixels of ${whole}`);
  }

  await page.click('#values-more summary');
  await page.waitForSelector('#values tbody tr');
  const cells = await page.locator('#values tbody tr').first().locator('th, td').allTextContents();
  assert.ok(cells.length === 5 && cells.every((text) => text !== ''), cells.join(' '));
  assertQuiet(page, site.url);
  await leave(page);
});

test('pressing Run takes the tour to its next sentence, and moves nothing on the page', async () => {
  const page = await open(site.browser, { first: true, viewport: { width: 1280, height: 800 } });
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await untilDrawn(page);
  const top = () => page.evaluate(() => document.getElementById('view').getBoundingClientRect().top + scrollY);
  const before = await top();
  await page.keyboard.press('Space');
  await page.waitForFunction(() => /2 of/.test(document.querySelector('#tour .note').textContent) && /loss/.test(document.getElementById('status').textContent));
  assert.equal(await top(), before);
  await page.click('#tour button:has-text("Skip the tour")');
  await leave(page);
});

test('the tour comes once, has at most five steps, and can be called again', async () => {
  const page = await open(site.browser, { first: true });
  await page.goto(`${site.url}/?v=1`);
  await page.waitForSelector('#tour');
  assert.ok(await page.evaluate(() => !document.activeElement.closest('#tour')), 'the tour takes no focus');
  const [, total] = (await page.textContent('#tour .note')).match(/1 of (\d)/);
  assert.ok(total <= 5);
  for (let i = 1; i < total; i++) {
    assert.equal(await page.locator('.pointed').count(), 1);
    await page.click('#tour button:has-text("Next")');
  }
  await page.click('#tour button:has-text("Done")');
  assert.equal(await page.locator('#tour, .pointed').count(), 0);
  await page.reload();
  await untilReady(page);
  assert.equal(await page.locator('#tour').count(), 0);
  await page.keyboard.press('?');
  await page.click('#tour-open');
  assert.equal(await page.locator('#tour').count(), 1);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('#tour').count(), 0);
  await leave(page);
});

test('a view of one plot opens with it, also where the problem has fields of its own', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&problem=bgk-smooth&panel=field:q&ui=min`);
  await untilReady(page);
  await untilDrawn(page);
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().focus === 'field:q');
  assert.ok(await page.evaluate(() => document.querySelector('#view').clientHeight < innerHeight));
  assertQuiet(page, site.url);
  await leave(page);
});

test('a program out of memory is explained', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.evaluate(() => { // an engine that is started again may be there before anybody looks
    globalThis.offs = 0;
    const run = document.getElementById('run');
    new MutationObserver(() => { if (run.disabled) globalThis.offs++; }).observe(run, { attributeFilter: ['disabled'] });
  });
  for (let n = 0; n < 3; n++) { // twice the engine is started again
    await untilReady(page);
    const before = await page.evaluate(() => globalThis.offs);
    let thrown = 0;
    for (const worker of page.workers()) {
      if (await worker.evaluate(() => self.name).catch(() => 'one of the engine before') !== 'hrgrad coordinator') continue;
      await worker.evaluate(() => { setTimeout(() => { throw new RangeError('WebAssembly.Memory.grow(): could not allocate memory'); }); });
      thrown++;
    }
    assert.equal(thrown, 1, 'engines that ran out of memory');
    await page.waitForFunction((many) => globalThis.offs > many, before);
  }
  await page.waitForSelector('#notices .notice.bad');
  assert.match(await page.textContent('#notices'), /memory was used up.*smaller network.*reload/s);
  await leave(page);
});

test('nothing is wider than the screen, with every message and the dialog', async () => {
  const page = await open(site.browser, { viewport: { width: 320, height: 740 }, isMobile: true, hasTouch: true, first: true });
  for (const query of ['?v=1&problem=bgk-riemann&epsMin=0.1&eps=5', '?v=1&ui=min']) {
    const wide = async (when) => {
      for (const width of [768, 360, 320]) {
        await page.setViewportSize({ width, height: 740 });
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width, `${width} px, ${query}, ${when}: the page is wider than the screen`);
      }
    };
    await page.goto(`${site.url}/${query}`);
    await wide('before the engine');
    await untilReady(page);
    await page.click('#step');
    await untilSteps(page, 1);
    await page.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
    await wide('after a step');
    await page.click('#share-open');
    await wide('with the dialog');
    assert.ok(await page.evaluate(() => { const d = document.getElementById('share'); return d.scrollWidth <= d.clientWidth; }), 'the dialog scrolls sideways');
    await page.keyboard.press('Escape');
  }
  await leave(page);
});
