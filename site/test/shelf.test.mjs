// The shelf of runs: kept over a reload, named, compared, opened again, taken elsewhere, deleted; a race leaves its operators there.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { assertQuiet, leave, open, siteForTests, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

const rows = (page) => page.locator('#runs-table tbody tr').count();
/** Trains a few steps and waits until they are on the shelf, beside so many others. */
async function train(page, query, steps, before) {
  await page.goto(`${site.url}/?v=1&points=16&width=8&depth=2&${query}&steps=${steps}`);
  await untilReady(page);
  await page.click('#run');
  await page.waitForFunction(() => /finished/.test(document.getElementById('status').textContent));
  await page.waitForFunction((n) => document.querySelectorAll('#runs-table tbody tr').length === n && !/–/.test(document.querySelector('#runs-table tr.here td:nth-child(7)').textContent) && document.querySelector('#runs-table tr.here td:nth-child(7)').textContent !== '', before + 1);
}

test('runs are kept, compared, opened again and taken elsewhere', async () => {
  const page = await open(site.browser);
  await train(page, 'seed=1&pins=0.25:0.1', 30, 0);
  const [, check] = (await page.textContent('#status')).match(/check ([0-9a-f]{8})/);
  await train(page, 'seed=2&operator=ls', 20, 1);
  assert.equal(await rows(page), 2, 'the first has outlasted the page');
  assert.match(await page.textContent('#runs-table'), /operator ls, .*seed 2/);

  const name = page.locator('#runs-table input[type=text]').nth(1);
  await name.fill('The first <one>');
  await name.press('Enter');
  for (const box of await page.locator('#runs-table input[type=checkbox]').all()) await box.check();
  await page.waitForFunction(() => document.querySelectorAll('#runs-charts figure').length === 7);
  assert.match(await page.textContent('#runs-differ'), /The first <one>/);
  assert.deepEqual((await page.locator('#runs-differ tbody th').allTextContents()).sort(), ['operator', 'seed', 'steps']);
  assert.equal(await page.locator('#runs-charts figure').first().locator('path.runner').count(), 4, 'a curve and its sample for each run');

  await page.locator('#runs-table button:has-text("Open")').nth(1).click();
  await page.waitForFunction(() => document.getElementById('seed').value === '1');
  await page.waitForFunction((text) => /step 30/.test(document.getElementById('status').textContent) && (document.getElementById('status').textContent.includes(text) || !/check/.test(document.getElementById('status').textContent)), check);
  await page.waitForFunction(() => /pins=0\.25:0\.1/.test(location.search) && document.querySelectorAll('#probe-pins button').length === 1); // its pins have come with it
  await page.click('#step');
  await untilSteps(page, 31);
  await page.waitForFunction(() => document.querySelector('#runs-table tr.here input[type=text]')?.value === 'The first <one>' && /31/.test(document.querySelector('#runs-table tr.here').textContent));
  assert.equal(await rows(page), 2, 'the run goes on under its name');

  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#runs-export')]);
  const text = await readFile(await file.path());
  assert.equal(JSON.parse(text).runs.filter(({ checkpoint }) => checkpoint?.length > 1000).length, 2);
  assertQuiet(page, site.url);
  await leave(page);

  const other = await open(site.browser);
  await other.goto(`${site.url}/?v=1`);
  await untilReady(other);
  await other.setInputFiles('#runs-file', { name: 'nonsense.json', mimeType: 'application/json', buffer: Buffer.from('{"format":"x"}') });
  await other.waitForFunction(() => /is no file of runs/.test(document.getElementById('notices').textContent));
  await other.setInputFiles('#runs-file', { name: 'runs.json', mimeType: 'application/json', buffer: text });
  await other.waitForFunction(() => document.querySelectorAll('#runs-table tbody tr').length === 2);
  await other.getByLabel('Open The first <one>').click();
  await other.waitForFunction(() => document.getElementById('seed').value === '1' && /step 3[01]/.test(document.getElementById('status').textContent));
  // A run of a problem that this page does not have is not opened as another one without a word.
  const strange = JSON.parse(text);
  strange.runs = [{ ...strange.runs[0], id: 'strange', name: 'Strange', at: 1, query: '?v=1&problem=nowhere', checkpoint: null }];
  await other.setInputFiles('#runs-file', { name: 'runs.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(strange)) });
  await other.getByLabel('Open Strange').click();
  await other.waitForFunction(() => /problem=nowhere in the address is not possible/.test(document.getElementById('notices').textContent));
  await other.getByLabel('Delete Strange').click();
  await other.locator('#runs-table button:has-text("Delete")').first().click();
  await other.waitForFunction(() => document.querySelectorAll('#runs-table tbody tr').length === 1);
  await other.reload();
  await untilReady(other);
  await other.waitForFunction(() => document.querySelectorAll('#runs-table tbody tr').length === 1);
  await leave(other);
});

test('a race starts from the case in which operators differ, and leaves them on the shelf', async () => {
  const page = await open(site.browser, { reducedMotion: 'reduce' });
  await page.goto(site.url);
  await untilReady(page);
  assert.equal(await page.isChecked('input[name=raceSetup][value=hard]'), true);
  await page.fill('#raceSteps', '20');
  await page.press('#raceSteps', 'Enter');
  await page.click('#race-start');
  await page.waitForFunction(() => document.getElementById('race-pause').disabled && document.querySelectorAll('#runs-table tbody tr').length === 3);
  assert.equal(await page.inputValue('#problem'), 'transport-mode');
  assert.match(await page.evaluate(() => location.search), /initial=soft.*termWeights=initial=1000/);
  assert.match(await page.textContent('#race-standing'), /one seed and one budget; over other seeds nothing was shown/);
  const names = await page.locator('#runs-table input[type=text]').evaluateAll((all) => all.map((input) => input.value));
  assert.ok(names.every((name) => / race$/.test(name)), names.join('; '));
  await page.locator('#runs-table input[type=checkbox]').nth(0).check();
  await page.locator('#runs-table input[type=checkbox]').nth(1).check();
  assert.deepEqual(await page.locator('#runs-differ tbody th').allTextContents(), ['operator']);
  assertQuiet(page, site.url);
  await leave(page);
});
