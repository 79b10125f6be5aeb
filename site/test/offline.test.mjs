// The one-file page, opened from a file with no network at all.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { assertQuiet, buildSite, launch, leave, open, probe, root, untilDrawn, untilReady, untilSteps } from './harness.mjs';

let browser, file;

before(async () => {
  file = path.join(buildSite(['-offline']), 'hrgrad-offline.html');
  browser = await launch();
});
after(() => browser?.close());

test('one file of at most 8 MB trains, draws and takes its address from file://', async () => {
  assert.ok(statSync(file).size <= 8 << 20);
  const page = await open(browser, { offline: true });
  await page.goto(`${pathToFileURL(file)}?v=1&problem=transport-smooth&seed=3&workers=2`);
  await untilReady(page);
  await untilDrawn(page);
  assert.equal(await page.inputValue('#problem'), 'transport-smooth');
  assert.equal(await page.inputValue('#seed'), '3');
  await page.click('#run');
  await untilSteps(page, 60);
  await page.click('#run');
  await page.waitForFunction(() => document.getElementById('run').textContent === 'Run');
  const before = (await probe(page)).fieldHash;
  await page.locator('#eps').evaluate((input) => { input.value = '-5'; input.dispatchEvent(new Event('input', { bubbles: true })); });
  await page.waitForFunction((old) => document.querySelector('#view iframe').contentWindow.hrgradView.probe().fieldHash !== old, before);
  await page.waitForFunction(() => location.search.includes('eps=0.00001'));
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length >= 14 && !document.querySelector('#errors td.pending'));
  assert.equal(page.workers().length, 3, 'coordinator, references and a gradient worker that the coordinator started');
  await page.locator('#examples').scrollIntoViewIfNeeded();
  await page.waitForFunction(() => { const all = [...document.querySelectorAll('#gallery img')]; return all.length > 5 && all.every((image) => image.complete && image.naturalWidth > 0); });
  assertQuiet(page, 'file://');
  const asked = page.noted.requests.filter((r) => r.startsWith('file:') && !r.includes('hrgrad-offline.html'));
  assert.deepEqual(asked, [], 'files beside the page were asked for');
  await leave(page);
});

test('the documentation is in the file: links, formulas, the picture of the method', async () => {
  const page = await open(browser, { offline: true, colorScheme: 'dark' });
  await page.goto(pathToFileURL(file).href);
  await page.click('header a[href="docs/"]');
  await page.waitForSelector('dialog.documentation[open] h2');
  await page.click('dialog.documentation .pages a[href="#doc-method"]');
  assert.ok(await page.locator('#doc-method math').count() > 30);
  await page.locator('#doc-method .cone svg').scrollIntoViewIfNeeded();
  await page.click('#doc-method a[href^="#doc-hrgrad--"]');
  await page.waitForFunction(() => { const { top } = document.getElementById('doc-hrgrad--why-ordinary-networks-fail-at-small-').getBoundingClientRect(); return top > -5 && top < innerHeight; });
  await page.evaluate(readFileSync(path.join(root, 'site/node_modules/axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(async () => (await globalThis.axe.run('#doc-method', { resultTypes: ['violations'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
  assert.deepEqual(found, []);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('dialog[open]').count(), 0);
  assertQuiet(page, 'file://');
  await leave(page);
});
