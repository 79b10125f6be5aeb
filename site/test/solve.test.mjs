// The last layer by one linear solve: a button that works on a trained run, can be stopped, and whose layer training takes off again.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, leave, open, siteForTests, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

/** Waits until the page says something of a solve. */
const untilSaid = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(document.getElementById('solve-text').textContent), pattern);

test('the last layer is solved for, training takes the solved one off, a solve can be stopped', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&problem=transport-mode&width=12&steps=150&seed=2`);
  await untilReady(page);
  assert.match(await page.textContent('#solve-text'), /Train first/);
  await page.click('#run');
  await untilSteps(page, 150);
  await page.selectOption('#solve-features', '64');
  await page.click('#solve');
  await untilSaid(page, '^Solved in [\\d.]+ s for');
  assert.equal(await page.textContent('#solve'), 'Solve the last layer');
  await page.click('#step');
  await untilSaid(page, 'taken off');
  await page.selectOption('#solve-features', '512');
  await page.click('#solve');
  await page.waitForFunction(() => document.getElementById('solve').textContent === 'Stop');
  await page.click('#solve');
  await untilSaid(page, '^(Stopped|Solved)');
  await page.goto(`${site.url}/?v=1&problem=transport-mode&optimizer=solve&width=20&steps=2&seed=2`); // what points that are not fitted say
  await untilReady(page);
  assert.match(await page.textContent('#solve-text'), /solves for the whole last layer/);
  const untilHidden = (keys) => page.waitForFunction((list) => ['rate', 'operator', 'steps'].filter((key) => document.getElementById(key).closest('.field').hidden).join() === list, keys.join());
  await untilHidden(['rate', 'operator']); // what it does not use is not asked for
  await page.selectOption('#optimizer', 'lm');
  await untilHidden(['rate']);
  await page.selectOption('#optimizer', 'solve');
  await page.goto(`${site.url}/?v=1&problem=transport-mode&optimizer=solve&width=20&steps=2&seed=2`);
  await untilReady(page);
  await page.click('#run');
  await untilSaid(page, '^On points that it was not fitted to the solution has [\\d.e-]+ times the losses');
  await untilSteps(page, 2);
  assert.match(await page.textContent('#status'), /\d:\d\d of computing/); // not what the visitor waits
  assertQuiet(page, site.url);
  await leave(page);
});

test('a gas has no such button', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&problem=bgk-smooth`);
  await untilReady(page);
  assert.equal(await page.isVisible('#solve-box'), false);
  await leave(page);
});
