// The plots as the view reports them: in the list of pictures, and the one in
// the full frame in the address.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, leave, open, patience, probe, siteForTests, untilDrawn, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

const listed = (page) => page.locator('#picture option').evaluateAll((all) => all.map((o) => o.value));
const focused = (page, name) => page.waitForFunction((wanted) => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().focus === wanted, name);
const inAddress = (page, name) => page.waitForFunction((wanted) => new URLSearchParams(location.search).get('panel') === wanted, name);

/** Double-clicks the middle of a plot. */
async function enlarge(page, name) {
  const { x, y, w, h } = (await probe(page)).panels.find((p) => p.name === name);
  await page.locator('#view iframe').dblclick({ position: { x: x + w / 2, y: y + h / 2 } });
}

test('a double click puts a plot into the full frame and into the address; f goes back; the run and a race keep it', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?race=hrgrad,ls&raceSteps=20`);
  await untilReady(page);
  await untilDrawn(page);
  const height = await page.evaluate(() => document.getElementById('view').clientHeight);
  await enlarge(page, 'line:rho');
  await focused(page, 'line:rho');
  await inAddress(page, 'line:rho');
  assert.equal(await page.evaluate(() => document.getElementById('view').clientHeight), height, 'the page does not jump');
  await page.click('#reset');
  await page.click('#step');
  await untilSteps(page, 1);
  await focused(page, 'line:rho');
  await page.click('#race-start');
  await page.waitForFunction(() => document.querySelector('#picture option[value^="race:worst:"]'));
  assert.ok(!(await listed(page)).includes('line:rho'));
  await page.click('#racebar-stop');
  await focused(page, 'line:rho');
  await page.locator('#view iframe').hover({ position: { x: 200, y: 200 } });
  await page.locator('#view iframe').press('f');
  await focused(page, '');
  await inAddress(page, null);
  assertQuiet(page, site.url);
  await leave(page);
});

test('the pictures on offer are the plots on display; a link to one that comes later waits for it', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&problem=bgk-smooth&panel=velocities`);
  await untilReady(page);
  await untilDrawn(page);
  await focused(page, 'velocities');
  await inAddress(page, 'velocities');
  await page.waitForFunction(() => document.querySelector('#picture option[value=conservation]') && document.querySelector('#picture option[value=entropy]'));
  assert.equal(await page.locator('#picture option[value=cone]').count(), 0, 'no cone before the first step');
  const [file] = await Promise.all([page.waitForEvent('download'), page.selectOption('#picture', 'entropy').then(() => page.click('#png'))]);
  assert.match(file.suggestedFilename(), /\.png$/);
  await page.click('#step');
  await untilSteps(page, 1);
  await page.waitForSelector('#picture option[value=cone]', { state: 'attached' });
  assert.equal(await page.inputValue('#picture'), 'entropy', 'the choice stays when plots come');
  // Every plot of the view has a name the address may hold.
  await page.locator('#view iframe').press('Escape');
  await focused(page, '');
  await inAddress(page, null);
  await page.waitForFunction(() => {
    const list = [...document.querySelectorAll('#picture option')].slice(1).map(({ value }) => value);
    return list.sort().join() === document.querySelector('#view iframe').contentWindow.hrgradView.probe().panels.map(({ name }) => name).sort().join();
  });
  // Another problem has other plots.
  await enlarge(page, 'entropy');
  await inAddress(page, 'entropy');
  await page.selectOption('#problem', 'transport-smooth');
  await inAddress(page, null);
  await page.waitForFunction(() => !document.querySelector('#picture option[value=entropy]'));
  assertQuiet(page, site.url);
  await leave(page);
});

test('errors over time: maps per field on request, in slab and plane, read and chosen by keys, kept in the address', async () => {
  const page = await open(site.browser);
  const known = () => page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length > 2 && !document.querySelector('#errors td.pending'));
  await page.goto(`${site.url}/?v=1&problem=transport-mode&epsMin=0.01`);
  await untilReady(page);
  await untilDrawn(page);
  assert.equal((await probe(page)).panels.some(({ name }) => name.startsWith('overtime:')), false);
  await page.check('#overTime');
  await page.waitForSelector('#picture option[value="overtime:flux"]', { state: 'attached' });
  await page.waitForFunction(() => location.search.includes('overTime=show'));
  await known();
  const map = page.frameLocator('#view iframe').getByRole('button', { name: 'Errors of density ρ over time' });
  await page.waitForFunction(() => /over time at most/.test(document.getElementById('summary').textContent));
  const read = () => page.evaluate(() => /ε = 0\.1000 .*rho error .*worst over t/.test(document.getElementById('live').textContent));
  for (const end = Date.now() + patience; !await read(); await page.waitForTimeout(200)) { // the view gets the errors after the page
    assert.ok(Date.now() < end, `read: ${await page.textContent('#live')}`);
    await map.blur();
    await map.focus();
    await map.press('ArrowRight'); // to the middle
  }
  const spoken = await page.textContent('#live');
  await map.press('p');
  await page.waitForFunction((t) => Number(new URLSearchParams(location.search).get('t')) === t, Number(/t = ([\d.]+)/.exec(spoken)[1]));
  await page.uncheck('#overTime');
  await page.waitForSelector('#picture option[value="overtime:flux"]', { state: 'detached' });

  // A link to one brings them along; a vector has one map.
  await page.goto(`${site.url}/?v=1&problem=transport2d-mode&epsMin=0.1&panel=overtime:flux`);
  await untilReady(page);
  await focused(page, 'overtime:flux');
  await known();
  await inAddress(page, 'overtime:flux');
  assert.equal(await page.isChecked('#overTime'), true);
  assertQuiet(page, site.url);
  await leave(page);
});
