// The page keeps the work: a run outlasts a reload, a crash of the page, a closed tab, an engine that dies or hangs, and settings that
// were changed by mistake; storage that refuses is said once.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { count } from '../js/format.mjs';
import { assertQuiet, buildSite, check, launch, leave, open, patience, root, runsStored, serve, steps, untilReady, untilSteps, untilStored, within } from './harness.mjs';
import { fragileSite, mishap } from './mishaps.mjs';

let server, browser, mortal; // the second is one whose page dies
before(async () => {
  server = await serve(fragileSite(buildSite(), 'test-keeping'));
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await mortal?.close();
  server?.close();
});

const run = { seed: 5, points: 16, width: 16, schedule: 'constant' }; // the losses do not depend on the steps planned
const query = (workers) => String(new URLSearchParams({ v: 1, ...run, workers, steps: 100000 })), settings = query(1);

/** What the page says of the same run after so many steps that nothing interrupts: on the command line, which is faster. */
function uninterrupted(steps) {
  const folder = mkdtempSync(path.join(tmpdir(), 'hrgrad-')), out = path.join(folder, 'run.json');
  try {
    const flags = Object.entries({ ...run, steps, workers: 1, progress: 'none', out }).flatMap(([name, value]) => [`--${name}`, String(value)]);
    execFileSync('go', ['run', './tools/hrgrad', 'train', '--problem', 'transport-mode', ...flags], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const { history } = JSON.parse(readFileSync(out, 'utf8'));
    assert.equal(history.steps.at(-1), steps);
    return `check ${check(history.losses.at(-1))}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What the page says of the run as it stands: check and loss, and the table of tasks with the cosines. */
const standing = (page) => page.evaluate(() => [/check [0-9a-f]{8}/.exec(document.getElementById('status').textContent)?.[0], document.getElementById('tasks-table').innerText, document.getElementById('conflict-note').textContent]);
const untilPaused = (page) => page.waitForFunction(() => document.getElementById('run').textContent === 'Run' && /check/.test(document.getElementById('status').textContent));
/** Trains some steps, pauses, and waits until that state is stored; returns the step. */
async function train(page, least, search = settings) {
  await page.goto(`${server.url}/?${search}`);
  await untilReady(page);
  await page.click('#run');
  await untilSteps(page, least);
  await page.click('#run');
  await untilPaused(page);
  const at = await steps(page);
  await untilStored(page, at);
  return at;
}

/** The check after so many single steps from a step on. */
async function further(page, from, n) {
  for (let k = 1; k <= n; k++) {
    await page.click('#step');
    await untilSteps(page, from + k);
  }
  return (await standing(page))[0];
}

const offer = '.notice[data-key=kept]';

test('after a reload and after a crash the page offers the run, with history, cosines and time, and goes on bit for bit', async () => {
  mortal = await launch([], { ownProcesses: true });
  const page = await open(mortal);
  const at = await train(page, 60);
  const before = await standing(page);
  assert.ok(before[0]);
  await page.reload();
  await page.waitForSelector(offer);
  assert.match(await page.textContent(offer), new RegExp(`step ${count(at)} of .* of training, saved .* ago`));
  await page.click(`${offer} button:has-text("Go on")`);
  await untilSteps(page, at);
  await page.waitForFunction((text) => document.getElementById('status').textContent.includes(text), before[0]);
  assert.deepEqual(await standing(page), before, 'what the page shows of the last step');
  assert.equal(await page.inputValue('#seed'), '5');

  // The losses are there again, of many steps those that the history keeps.
  await page.selectOption('#export-kind', 'history-csv');
  const [csv] = await Promise.all([page.waitForEvent('download'), page.click('#export')]);
  const lines = (await readFile(await csv.path(), 'utf8')).trim().split('\n');
  const last = Number(lines.at(-1).split(',')[0]); // of more than 400 steps every second, fourth, ... one is kept
  assert.ok(lines.length > Math.min(at / 2, 150) && last <= at && at - last < Math.max(1, at / 100), `${lines.length} lines, the last ${lines.at(-1)}, of ${at} steps`);

  const later = await further(page, at, 3);
  await untilStored(page, at + 3);
  assert.deepEqual((await runsStored(page)).length, 1, 'the run has kept its place');

  // The page dies; the next one of this browser offers the run.
  await page.goto('chrome://crash').catch(() => { /* that is the crash */ });
  const second = await page.context().newPage();
  await second.goto(server.url);
  await second.waitForSelector(offer);
  await second.click(`${offer} button:has-text("Go on")`);
  await untilSteps(second, at + 3);
  assert.equal((await standing(second))[0], later);
  const resumed = await further(second, at + 3, 2);

  assert.equal(resumed, uninterrupted(at + 5));

  await second.reload();
  await second.waitForSelector(offer);
  await second.click(`${offer} button:has-text("Discard")`);
  await second.waitForFunction(() => document.querySelectorAll('.notice[data-key=kept]').length === 0);
  for (const end = Date.now() + patience; (await runsStored(second)).length > 0;) assert.ok(Date.now() < end, 'what was discarded is gone');
  await mortal.close();
});

test('tabs keep runs of their own, and none is offered while its tab is open', async () => {
  const first = await open(browser);
  const a = await train(first, 20);
  const second = await first.context().newPage();
  const b = await train(second, 10, 'v=1&problem=transport-smooth&points=16&workers=1');
  assert.equal(await second.locator(offer).count(), 0);
  const stored = await runsStored(second);
  assert.deepEqual(stored.map(({ step, problem }) => `${problem} ${step}`).sort(), [`transport-mode ${a}`, `transport-smooth ${b}`]);
  await first.close();
  await second.reload();
  await second.waitForSelector(offer); // its own, the newest
  assert.match(await second.textContent(offer), new RegExp(`step ${count(b)} `));
  await second.click(`${offer} button:has-text("Discard")`);
  await second.waitForFunction((n) => document.querySelector('.notice[data-key=kept]')?.textContent.includes(`step ${n} `), count(a));
  await leave(first);
});

test('Back undoes a change of the settings, Forward redoes it, and the run that was left is offered again', async () => {
  const page = await open(browser);
  await page.goto(`${server.url}/?${settings}`);
  await untilReady(page);
  await page.click('#run');
  await page.waitForFunction(() => /0:(0[6-9]|[1-9])/.test(document.getElementById('status').textContent));
  await page.click('#run');
  await untilPaused(page);
  const at = await steps(page);
  await untilStored(page, at);
  await page.locator('#eps').evaluate((input) => { for (const v of ['-2', '-3']) { input.value = v; input.dispatchEvent(new Event('input', { bubbles: true })); } });
  await page.waitForFunction(() => location.search.includes('eps=0.001'));
  await page.selectOption('#operator', 'ls');
  await page.waitForFunction(() => /step 0\D/.test(document.getElementById('status').textContent) && location.search.includes('operator=ls'));
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('operator').value === 'hrgrad' && !location.search.includes('operator'));
  assert.equal(await page.textContent('#eps-value'), '0.001', 'the slider made no entry of its own');
  await page.waitForSelector('.notice[data-key=left]');
  await page.click('.notice[data-key=left] button:has-text("Go on")');
  await untilSteps(page, at);
  await page.goForward();
  await page.waitForFunction(() => document.getElementById('operator').value === 'ls' && /step 0\D/.test(document.getElementById('status').textContent));
  // Back before the session of a choice has come: it comes late, and takes neither the field nor the entry of what is chosen by then.
  await page.evaluate(() => {
    const seed = document.getElementById('seed'), value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
    window.written = [];
    Object.defineProperty(seed, 'value', { configurable: true, get() { return value.get.call(this); }, set(text) { window.written.push(text); value.set.call(this, text); } });
    seed.value = '77';
    seed.dispatchEvent(new Event('change', { bubbles: true }));
    addEventListener('popstate', () => { window.written = []; }, { once: true });
    history.back();
  });
  await page.waitForFunction(() => document.getElementById('seed').value !== '77');
  await page.click('#step'); // answered after both sessions
  await page.waitForFunction(() => /step 1\D/.test(document.getElementById('status').textContent));
  assert.equal((await page.evaluate(() => window.written)).includes('77'), false);
  // Settings that the engine refuses leave no entry behind.
  await page.locator('#setup details.more').evaluate((d) => { d.open = true; });
  await page.selectOption('#optimizer', 'lm');
  await page.waitForFunction(() => location.search.includes('precision=float64'));
  await page.selectOption('#precision', 'float32');
  await page.waitForSelector('#notices .notice.bad');
  await page.waitForFunction(() => document.getElementById('precision').value === 'float64');
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('optimizer').value !== 'lm');
  assertQuiet(page, server.url);
  await leave(page);
});

test('workers that hang are noticed within seconds and replaced, which is said, and the run is the same', async () => {
  const page = await open(browser);
  await page.goto(`${server.url}/?${query(2)}`);
  await untilReady(page);
  await page.click('#run');
  await untilSteps(page, 20);
  await page.evaluate(mishap, { role: 'gradient', kind: 'hang' });
  await page.waitForSelector('.notice[data-key=mended]');
  assert.match(await page.textContent('.notice[data-key=mended]'), /gradient worker was lost \(no answer for .*another has taken its place/);
  const before = await steps(page);
  await untilSteps(page, before + 5);
  await page.evaluate(mishap, { role: 'coordinator', kind: 'hang' });
  await page.waitForSelector('.notice[data-key=engine]');
  await page.waitForFunction(() => /started again: it has not answered for \d+ seconds\..*goes on from step/.test(document.querySelector('.notice[data-key=engine]').textContent));
  await page.waitForFunction(() => document.getElementById('run').textContent === 'Pause');
  await untilSteps(page, before + 10);
  await page.evaluate(mishap, { role: 'coordinator', kind: 'throw' });
  await page.waitForFunction(() => /thrown by the test/.test(document.querySelector('.notice[data-key=engine]')?.textContent));
  await untilReady(page);
  await page.waitForFunction(() => document.getElementById('run').textContent === 'Pause');
  await untilSteps(page, before + 15);
  await page.click('#run');
  await untilPaused(page);
  const at = await steps(page), [mended] = await standing(page);
  await leave(page);
  assert.equal(mended, uninterrupted(at));
});

test('after an error in a script of the page, which is said, the run can still be saved', async () => {
  const page = await open(browser);
  await page.goto(`${server.url}/?${settings}`);
  await untilReady(page);
  await page.click('#step');
  await untilSteps(page, 1);
  await page.evaluate(() => { setTimeout(() => { throw new Error('the page broke'); }); });
  await page.waitForSelector('.notice[data-key=page]');
  assert.match(await page.textContent('.notice[data-key=page]'), /the page broke.*Training is not affected/);
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('.notice[data-key=page] button:has-text("Save checkpoint")')]);
  assert.match(file.suggestedFilename(), /^hrgrad-transport-mode-1\.ckpt$/);
  await leave(page);
});

test('storage that is switched off is said once, training goes on, and leaving asks', async () => {
  const page = await open(browser, { before: () => { IDBFactory.prototype.open = () => { throw new DOMException('The operation is insecure.', 'SecurityError'); }; } });
  await page.goto(`${server.url}/?${settings}`);
  await untilReady(page);
  assert.equal(await page.locator('#notices .notice').count(), 0, 'nothing to lose yet');
  await page.click('#step');
  await page.waitForSelector('.notice[data-key=storage]');
  assert.match(await page.textContent('.notice[data-key=storage]'), /does not let the page store.*Save a checkpoint/);
  await page.click('.notice[data-key=storage] button:has-text("Dismiss")');
  assert.equal(await further(page, 1, 3) !== undefined, true);
  await page.waitForTimeout(300);
  assert.equal(await page.locator('.notice[data-key=storage]').count(), 0, 'said again');
  const asked = new Promise((resolve) => { page.once('dialog', async (dialog) => { resolve(dialog.type()); await dialog.accept(); }); });
  await page.reload();
  assert.equal(await within(asked, 'the question'), 'beforeunload');
  await leave(page);
});

test('storage that is full is said once, and is used again when there is room', async () => {
  const page = await open(browser, { alone: true });
  const session = await page.context().newCDPSession(page);
  await page.goto(`${server.url}/?${settings}`);
  await untilReady(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 1 });
  await page.click('#step');
  await page.waitForSelector('.notice[data-key=storage]');
  assert.match(await page.textContent('.notice[data-key=storage]'), /is full.*Save a checkpoint/);
  await page.click('#step');
  await untilSteps(page, 2);
  assert.equal(await page.locator('.notice[data-key=storage]').count(), 1);
  await session.send('Storage.overrideQuotaForOrigin', { origin: server.url });
  await page.click('#step');
  await untilStored(page, 3);
  await page.waitForFunction(() => !document.querySelector('.notice[data-key=storage]'));
  await leave(page);
});
