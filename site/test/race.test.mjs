// The race and the BGK problems in Chromium.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { assertQuiet, leave, open, shoot, siteForTests, untilDrawn, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

const panels = (page) => page.evaluate(() => [...document.querySelector('#view iframe').contentWindow.hrgradView.probe().panels].map((p) => p.name ?? p));
const cells = (page, column) => page.locator(`#race-table tbody tr > :nth-child(${column})`).allTextContents();
const value = (text) => Number(text.replace('−', '-'));

test('a race: both lines fall, all stand at the same step, it pauses, ends, and the run comes back', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?race=hrgrad,ls&raceSteps=960&seed=3&operator=ls&steps=960&workers=2`);
  await untilReady(page);
  await untilDrawn(page);
  assert.equal(await page.locator('#race-operators input:checked').count(), 2);
  await page.click('#race-start');
  await page.waitForFunction(() => document.querySelectorAll('#race-table tbody tr').length === 2 && /step [1-9]/.test(document.getElementById('race-standing').textContent));
  assert.equal(await page.isVisible('input[name=show]'), false, 'the maps are not there to be switched');

  // Nothing trains while it is paused.
  await page.keyboard.press('Space');
  await page.waitForFunction(() => document.getElementById('race-pause').textContent === 'Go on');
  const paused = await cells(page, 2);
  await page.waitForTimeout(700);
  assert.deepEqual(await cells(page, 2), paused);
  await page.click('#racebar-pause');

  await page.waitForFunction(() => document.getElementById('race-pause').disabled);
  const last = (await cells(page, 5)).map(value);
  for (const error of last) assert.ok(error < 0.1, `geometric mean error ${error}; an untrained network has about 0.4`);
  assert.deepEqual(await cells(page, 2), ['960', '960']);
  assert.match(await page.textContent('#race-standing'), /step 960 of 960, seed 3: (HRGrad|LS) (won|and \w+ are level)/);
  assert.ok((await panels(page)).some((name) => name.startsWith('race:')));
  await shoot(page, 'race');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#race-csv')]);
  const csv = await readFile(await file.path(), 'utf8');
  assert.equal(csv.trim().split('\n').length, 2 + 2 * 7, csv);

  await page.click('#racebar-stop');
  await page.waitForFunction(() => document.getElementById('racebar').hidden && !document.getElementById('run').disabled);
  assert.equal(await page.isVisible('input[name=show]'), true);
  await page.waitForFunction(() => ![...document.querySelector('#view iframe').contentWindow.hrgradView.probe().panels].some((p) => (p.name ?? p).startsWith('race:')));
  // An entry of the race is the run of that operator alone, bit for bit.
  await page.click('#run');
  await untilSteps(page, 960);
  await page.waitForFunction(() => /check/.test(document.getElementById('status').textContent));
  const [, check] = (await page.textContent('#status')).match(/check ([0-9a-f]{8})/);
  assert.ok(csv.split('\n').some((line) => line.startsWith('ls,960,') && line.endsWith(`,${check}`)), `${check} in\n${csv}`);

  // Optimisers race at equal time, the one that solves among them.
  await page.check('input[name=raceOf][value=optimizers]');
  assert.equal(await page.isVisible('#race-linear'), true);
  await page.click('#race-optimizers input[value=lm]');
  await page.fill('#raceSeconds', '1');
  await page.press('#raceSeconds', 'Enter');
  assert.match(page.url(), /raceOf=optimizers.*raceOptimizers=soap,solve.*raceSeconds=1/);
  await page.click('#race-start');
  await page.waitForFunction(() => document.getElementById('race-pause').disabled && document.querySelectorAll('#race-table tbody tr').length === 2);
  assert.match(await page.textContent('#race-standing'), /At 1 of 1 seconds each, seed 3: Linear solve won.*no gradient conflict; HRGrad’s case is nonlinear problems/);
  assert.ok(value((await cells(page, 5))[1]) < 1e-3, (await cells(page, 5)).join());
  await page.click('#racebar-stop');
  assertQuiet(page, site.url);
  await leave(page);
});

test('bgk-smooth: four fields, the distribution, limits and conservation arrive', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?problem=bgk-smooth&epsMin=0.01&eps=0.01`);
  await untilReady(page);
  await untilDrawn(page);
  for (const name of ['field:rho', 'field:u', 'field:T', 'field:q', 'distribution']) {
    await page.waitForFunction((wanted) => [...document.querySelector('#view iframe').contentWindow.hrgradView.probe().panels].some((p) => (p.name ?? p) === wanted), name);
  }
  assert.match(await page.textContent('#problem-note'), /gas at rest/);
  await page.click('#run');
  await untilSteps(page, 5);
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody tr').length === 3 && !document.querySelector('#errors td.pending'));
  assert.equal(await page.locator('#errors thead th').count(), 9);
  assert.equal(await page.locator('#conservation tbody tr').count(), 5);
  await page.click('#run');
  await shoot(page, 'bgk-smooth');
  await page.uncheck('#velocities');
  await page.waitForFunction(() => ![...document.querySelector('#view iframe').contentWindow.hrgradView.probe().panels].some((p) => (p.name ?? p) === 'distribution'));
  await page.waitForFunction(() => location.search.includes('velocities=hide'));
  assertQuiet(page, site.url);
  await leave(page);
});
