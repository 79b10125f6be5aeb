// What was trained before: the opening with its sweep, the examples, playing the sliders, and training it oneself.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presets } from '../js/presets.mjs';
import { assertQuiet, leave, open, probe, siteForTests, steps, untilDrawn, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

/** Notes every Knudsen number that the page has looked at. */
const note = () => {
  if (top !== self) return;
  globalThis.seen = [];
  addEventListener('DOMContentLoaded', () => new MutationObserver(() => globalThis.seen.push(document.getElementById('eps').valueAsNumber)).observe(document.getElementById('eps-value'), { childList: true }));
};
const playing = (what) => document.getElementById(`play-${what}`).getAttribute('aria-pressed') === 'true';

test('the bare address opens trained, sweeps once from 1 to 1e-6 and back with the reference, and trains from scratch on request', async () => {
  const page = await open(site.browser, { before: note });
  await page.goto(site.url);
  await page.waitForFunction(playing, 'eps');
  await page.selectOption('#play-speed', '4');
  assert.match(await page.textContent('#status'), /trained over 16\s000 steps/);
  assert.equal(await page.isVisible('#intro'), true);
  await page.waitForFunction(() => document.getElementById('play-eps').getAttribute('aria-pressed') === 'false');
  const seen = await page.evaluate(() => globalThis.seen);
  assert.equal(Math.min(...seen), -6);
  assert.equal(seen.at(-1), 0, 'back where it began');
  assert.ok(new Set(seen).size > 5, `${new Set(seen).size} places`);
  await page.waitForFunction(() => /[?&]eps=1(&|$)/.test(location.search) && location.search.includes('trained=initial-layer'));

  // A trained network is right before a step is taken.
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length >= 14 && !document.querySelector('#errors td.pending'));
  const fields = (await page.locator('#errors thead th').count() - 1) / 2; // the errors at the end, then the worst over t
  const errors = (await page.locator('#errors tbody td').allTextContents()).map((text) => Number(text.replace('−', '-')));
  const end = errors.filter((_, i) => i % (2 * fields) < fields);
  assert.ok(Math.max(...end) < 1e-2, end.join(' '));
  assert.ok(errors.every((value, i) => i % (2 * fields) < fields || value >= errors[i - fields]), 'the worst over t is no less than that at the end');

  assert.equal(await page.textContent('#run'), 'Train it yourself');
  const link = await page.evaluate(() => location.search);
  await page.click('#run');
  await untilSteps(page, 3);
  assert.equal(await page.textContent('#run'), 'Pause');
  assert.equal(await page.isVisible('#intro'), false);
  await page.waitForFunction(() => !location.search.includes('trained='));
  assert.equal(await page.evaluate(() => location.search), link.replace('&trained=initial-layer', ''), 'with the settings of the network that was shown');
  assertQuiet(page, site.url);
  await leave(page);
});

test('with reduced motion nothing moves by itself; the sliders can be played, and a hand on one ends it', async () => {
  const page = await open(site.browser, { reducedMotion: 'reduce' });
  await page.goto(site.url);
  await untilReady(page);
  await untilDrawn(page);
  assert.equal(await page.evaluate(playing, 'eps'), false);
  assert.equal(await page.textContent('#eps-value'), '0.1');

  await page.selectOption('#play-speed', '4');
  await page.click('#play-t');
  await page.waitForFunction(() => document.getElementById('play-t').getAttribute('aria-pressed') === 'false');
  assert.equal(await page.textContent('#t-value'), '0.1', 'the time is played to its end');
  await page.check('#play-loop');
  await page.click('#play-eps');
  await page.waitForFunction(() => document.getElementById('eps').valueAsNumber < -3);
  assert.equal(await page.evaluate(playing, 'eps'), true);
  await page.locator('#eps').evaluate((slider) => { slider.value = '-2'; slider.dispatchEvent(new Event('input', { bubbles: true })); });
  await page.waitForFunction(() => document.getElementById('play-eps').getAttribute('aria-pressed') === 'false');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().fieldEps === 0.01);
  assert.equal(await page.textContent('#eps-value'), '0.01');
  assertQuiet(page, site.url);
  await leave(page);
});

test('cards open trained what their picture shows; links with settings stay what they were', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  assert.equal(await page.inputValue('#problem'), 'transport-mode');
  assert.equal(await page.textContent('#run'), 'Run');
  assert.equal(await steps(page), 0);
  for (const [card, problem, n] of [['Shock tube', 'bgk-riemann', '15'], ['ordinary networks', 'transport-mode', '2']]) {
    await page.click(`#gallery a:has-text("${card}")`);
    await page.waitForFunction((count) => new RegExp(`trained over ${count}`).test(document.getElementById('status').textContent), n);
    assert.equal(await page.inputValue('#problem'), problem);
    assert.match(await page.textContent('#intro h2'), new RegExp(card));
    const { name, settings } = presets.find(({ title }) => title.includes(card));
    await page.waitForFunction((trained) => location.search.includes(`trained=${trained}`), name);
    const now = new URLSearchParams(await page.evaluate(() => location.search)); // what the weights were trained with has changed nothing
    for (const [key, value] of now) assert.ok(['v', 'trained', 'hidden'].includes(key) || String(settings[key]) === value, `${name}: ${key}=${value}`);
    await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().fieldEps === 0.001);
  }
  // Another setting is another run, not the network shown.
  await page.fill('#seed', '4');
  await page.press('#seed', 'Enter');
  await page.waitForFunction(() => /step 0 of/.test(document.getElementById('status').textContent) && !location.search.includes('trained'));
  assert.equal(await page.textContent('#run'), 'Run');

  await page.goto(`${site.url}/?v=1&problem=bgk-riemann&seed=5&trained=shock-tube`);
  await untilReady(page);
  assert.match(await page.textContent('#notices'), /trained=shock-tube in the address is a network of other settings/);
  assert.equal(await steps(page), 0);
  assertQuiet(page, site.url);
  await leave(page);
});

test('without its weights the page says so and trains', async () => {
  const page = await open(site.browser);
  await page.route('**/*.weights', (route) => route.fulfill({ status: 404, body: '' }));
  await page.goto(site.url);
  await untilReady(page);
  assert.match(await page.textContent('#notices'), /could not be downloaded.*not trained yet/);
  await page.click('#run');
  await untilSteps(page, 2);
  await untilDrawn(page);
  assert.ok((await probe(page)).fieldStep >= 0);
  await leave(page);
});
