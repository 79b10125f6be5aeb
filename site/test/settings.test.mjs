// Settings on the page: fields made from the table, messages at fields, seeds
// of 64 bits on their way through field, link, command, engine and checkpoint.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { assertQuiet, leave, open, root, siteForTests, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

const enter = async (page, id, text) => {
  await page.fill(id, text);
  await page.locator(id).blur();
};

test('a wrong value gives a message at its field and the old value stays; nothing starts over', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&points=16`);
  await untilReady(page);
  await page.click('#step');
  await untilSteps(page, 1);
  await page.click('.more summary');
  const link = await page.evaluate(() => location.search);
  for (const [key, wrong, kept] of [
    ['rate', '0,005', '0.005'], ['rate', '0', '0.005'], ['width', '9999', '32'], ['seed', '-1', '0'], ['seed', '18446744073709551616', '0'], ['tasks', '', '6'],
    ['termWeights', 'micro=0,5', ''], ['steps', '1e3', '8000'], ['epsMin', '2', '0.000001'], ['workers', '0', null], ['raceSteps', 'many', '1000'], ['points', '<b>', '16'],
  ]) {
    const before = await page.inputValue(`#${key}`);
    if (kept !== null) assert.equal(before, kept, key);
    await enter(page, `#${key}`, wrong);
    const message = await page.textContent(`#${key}-wrong`);
    assert.ok(message.includes(wrong === '' ? 'An empty field' : `“${wrong}”`) && message.includes('allowed is') && (before === '' || message.includes(`${before} is kept`)), `${key} = ${wrong}: ${message}`);
    assert.equal(await page.inputValue(`#${key}`), before, key);
    assert.deepEqual(await page.locator(`#${key}`).evaluate((e) => [e.ariaInvalid, e.getAttribute('aria-errormessage')]), ['true', `${key}-wrong`]);
  }
  await page.waitForTimeout(400);
  assert.equal(await page.evaluate(() => location.search), link);
  assert.match(await page.textContent('#status'), /step 1\D/);
  await enter(page, '#width', '24');
  await page.waitForFunction(() => location.search.includes('width=24'));
  assert.equal(await page.locator('.setup .wrong').count(), 0, 'messages go when a value is taken');
  // What only the engine knows it says itself, and the setting before comes back.
  await enter(page, '#termWeights', 'nonsense=2');
  await page.waitForFunction(() => /[Tt]erm-weights: .*nonsense/.test(document.getElementById('notices').textContent));
  await page.waitForFunction(() => document.getElementById('termWeights').value === '');
  assertQuiet(page, site.url);
  await leave(page);
});

test('a seed of 64 bits stays exact in field, link, command, engine and checkpoint', async () => {
  const seed = '18446744073709551615', folder = mkdtempSync(path.join(tmpdir(), 'hrgrad-'));
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await enter(page, '#seed', seed);
  await page.waitForFunction((s) => location.search.includes(`seed=${s}`), seed);
  await page.waitForFunction(() => /step 0\D/.test(document.getElementById('status').textContent));
  await page.click('#step');
  await untilSteps(page, 1);
  assert.equal(await page.inputValue('#seed'), seed);
  await page.click('#share-open');
  assert.ok((await page.inputValue('#share-command')).includes(` --seed ${seed} `));
  assert.ok((await page.inputValue('#share-link')).includes(`seed=${seed}`));
  await page.keyboard.press('Escape');
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  assert.match((await readFile(await file.path())).toString('latin1'), new RegExp(`seed\\\\?":${seed}\\D`));

  // A checkpoint of the command line with such a seed, and the same losses there.
  const ckpt = path.join(folder, 'cli.ckpt'), out = path.join(folder, 'run.json');
  execFileSync('go', ['run', './tools/hrgrad', 'train', '--seed', seed, '--stop-at', '1', '--checkpoint', ckpt, '--out', out, '--progress', 'none'], { cwd: root });
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.setInputFiles('#file', { name: 'cli.ckpt', mimeType: 'application/octet-stream', buffer: await readFile(ckpt) });
  await page.waitForFunction((s) => document.getElementById('seed').value === s && location.search.includes(`seed=${s}`), seed);
  await page.focus('#seed');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => location.search.includes('seed=18446744073709551614'));
  assertQuiet(page, site.url);
  await leave(page);
});

test('an address with names that objects inherit loads, says so, and trains', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?constructor=1&toString=2&__proto__=3&utm_source=mail`);
  await untilReady(page);
  const texts = await page.locator('#notices .notice').allTextContents();
  assert.equal(texts.length, 1, 'one message for an address');
  for (const name of ['constructor', 'toString', '__proto__']) assert.ok(texts[0].includes(`${name} in the address`), texts[0]);
  assert.ok(!texts[0].includes('utm_source'), texts[0]);
  await page.click('#step');
  await untilSteps(page, 1);
  assertQuiet(page, site.url);
  await leave(page);
});
