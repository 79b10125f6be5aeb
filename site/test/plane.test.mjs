// A problem in two space dimensions: its maps, the point and the cut that the pointer and the keyboard move, and the time that plays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, leave, open, probe, shoot, siteForTests, untilDrawn, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

const inAddress = (page, key, value) => page.waitForFunction(([k, v]) => new URLSearchParams(location.search).get(k) === v, [key, value]);
const hash = async (page) => (await probe(page)).fieldHash;
const otherFields = (page, than) => page.waitForFunction((old) => document.querySelector('#view iframe').contentWindow.hrgradView.probe().fieldHash !== old, than);

test('maps over a plane, a point that pointer and keyboard move, and a time that plays', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&problem=transport2d-mode&eps=0.3&t=1&x=2&y=3`);
  await untilReady(page);
  await untilDrawn(page);
  await page.waitForFunction(() => String(document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().point) === '2,3'); // of the address
  await page.click('#step');
  await untilSteps(page, 1);
  const names = (await probe(page)).panels.map((p) => p.name);
  for (const name of ['field:rho', 'field:flux', 'velocities', 'line:rho', 'line:flux_x', 'line:flux_y']) assert.ok(names.includes(name), `${name} in ${names}`);
  // The pointer.
  const { x, y, w } = (await probe(page)).panels.find((p) => p.name === 'field:rho');
  await page.locator('#view iframe').click({ position: { x: x + 0.4 * w, y: y + 100 } });
  await page.waitForFunction(() => new URLSearchParams(location.search).has('y'));
  await page.click('#probe-pin');
  await page.waitForFunction(() => document.querySelectorAll('#probe-values tbody tr').length === 2 && document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().pins === 1 && /pins=/.test(location.search));
  // The keyboard: End puts the cut at the upper edge.
  await page.locator('#y').press('End');
  await inAddress(page, 'y', String(4 * Math.PI));
  await page.locator('#x').press('Home');
  await inAddress(page, 'x', '0');
  // The time plays to its end.
  const before = await hash(page);
  await page.click('#play-t');
  await otherFields(page, before);
  await page.waitForFunction(() => document.getElementById('play-t').getAttribute('aria-pressed') === 'false');
  await inAddress(page, 't', null);
  // The reference and the error.
  await page.check('input[name=show][value=error]');
  await inAddress(page, 'show', 'error');
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody tr').length > 0);
  await shoot(page, 'plane');
  assertQuiet(page, site.url);
  await leave(page);
});
