// The page of measurements.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, leave, open, shoot, siteForTests } from './harness.mjs';

const site = siteForTests();

test('the page of measurements fills its table and can be stopped', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/bench`);
  assert.equal(new URL(page.url()).pathname, '/bench/');
  await page.click('#run');
  await page.waitForFunction(() => document.querySelectorAll('#results tbody tr').length >= 3);
  await page.click('#stop');
  const rows = await page.locator('#results tbody tr').allInnerTexts();
  assert.match(rows[0], /^kernel\/gemm_nn\/f32\/3072x64x64\s+[\d.,]+\s.*GFLOP\/s$/s);
  assert.match(await page.textContent('#status'), /^Stopped after \d+ measurements/);
  assert.match(await page.textContent('#machine'), /^Measured with .*go1\.\d+.*, \d+ threads\.$/);
  assert.equal(await page.isEnabled('#run'), true);
  const waiting = page.waitForEvent('download');
  await page.click('#save');
  const stream = await (await waiting).createReadStream();
  let text = '';
  for await (const chunk of stream) text += chunk;
  for (const line of text.trim().split('\n')) assert.equal(JSON.parse(line).engine, 'browser');
  await shoot(page, 'bench');
  assertQuiet(page, site.url);
  await leave(page);
});
