// How the page is laid out: nothing moves while it loads, one map is in sight on a phone and in a window magnified twice, sliders stay in reach,
// without JavaScript there is a picture; and what the plots do by touch and keyboard.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, leave, open, probe, siteForTests, untilDrawn, untilReady } from './harness.mjs';

const site = siteForTests();

/** The sum of the layout shifts so far that no hand has caused. */
const shifts = () => new Promise((resolve) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of /** @type {any[]} */ (list.getEntries())) if (!entry.hadRecentInput) sum += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(sum), 300);
});

for (const [name, width, height, query] of [['desktop', 1440, 900, ''], ['tablet', 1024, 768, '?v=1&problem=bgk-smooth&epsMin=0.01'], ['phone', 390, 844, ''], ['magnified twice', 720, 450, '']]) {
  test(`${name}: nothing jumps, and a map is in sight`, async () => {
    const page = await open(site.browser, { viewport: { width, height }, reducedMotion: 'reduce', ...(width < 400 ? { isMobile: true, hasTouch: true } : {}) });
    await page.goto(`${site.url}/${query}`);
    await untilReady(page);
    await untilDrawn(page);
    await page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length >= 14 && !document.querySelector('#errors td.pending'));
    const moved = await page.evaluate(shifts);
    assert.ok(moved < 0.02, `a layout shift of ${moved}`);
    const { panels } = await probe(page);
    const bottom = await page.evaluate(() => document.getElementById('view').getBoundingClientRect().top) + panels[0].y + panels[0].h;
    if (name !== 'tablet') assert.ok(bottom - 25 <= height, `the first map ends at ${bottom} of ${height}`); // its axis label may lie below
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth) <= width);
    if (name === 'phone') {
      await page.evaluate(() => document.getElementById('view').scrollIntoView({ block: 'end' }));
      await page.waitForFunction(() => { const { top, bottom: end } = document.getElementById('eps').getBoundingClientRect(); return top >= 0 && end <= innerHeight; });
    }
    assertQuiet(page, site.url);
    await leave(page);
  });
}

test('without JavaScript a picture says what there would be', async () => {
  const page = await open(site.browser, { javaScriptEnabled: false });
  await page.goto(site.url);
  assert.equal(await page.locator('.still img').isVisible(), true);
  assert.match(await page.locator('.still img').getAttribute('alt'), /Heat map/);
  await leave(page);
});

test('a place is touched, pinned and typed; a double click chooses none; side by side; by keyboard', async () => {
  const page = await open(site.browser, { reducedMotion: 'reduce' });
  await page.goto(site.url);
  await untilReady(page);
  await untilDrawn(page);
  await page.check('input[name=show][value=all]');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().panels.some(({ name }) => name === 'difference:flux'));
  const { panels } = await probe(page), map = panels.find(({ name }) => name === 'reference:rho'), box = await page.locator('#view').boundingBox();
  assert.equal(new Set(panels.filter(({ name }) => /:rho$/.test(name) && !/^line/.test(name)).map(({ y }) => y)).size, 1, 'one row for each field');

  const before = await page.textContent('#t-value');
  await page.mouse.dblclick(box.x + map.x + map.w / 2, box.y + map.y + map.h / 2);
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().focus === 'reference:rho');
  await page.click('#enlarge');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().focus === '');
  assert.equal(await page.textContent('#t-value'), before);
  assert.equal(await page.evaluate(() => document.getElementById('probe').open), false);

  await page.mouse.click(box.x + map.x + map.w / 2, box.y + map.y + map.h / 2);
  await page.waitForFunction((t) => document.getElementById('t-value').textContent !== t && document.getElementById('probe').open, before);
  await page.waitForFunction(() => document.querySelectorAll('#probe-charts figure').length === 3); // two fields over t, and f over v
  await page.click('#probe-pin');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().pins === 1 && /pins=[\d.]+:[\d.]+/.test(location.search)); // marked on the maps, and in the address
  await page.fill('#probe-x', '0.25');
  await page.press('#probe-x', 'Enter');
  await page.waitForFunction(() => document.querySelectorAll('#probe-values tbody tr').length === 2 && /0\.25/.test(document.querySelector('#probe-values tr.here').textContent));
  await page.fill('#probe-x', '7');
  await page.press('#probe-x', 'Enter');
  assert.match(await page.textContent('#probe-wrong'), /“7” is not possible; allowed is a number from 0 to 1/);

  const view = page.frameLocator('#view iframe');
  const button = view.getByRole('button', { name: 'Map of flux ⟨v f⟩/ε' });
  await button.focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await page.waitForFunction(() => /t = .*flux network/.test(document.getElementById('live').textContent));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().focus === 'field:flux' && location.search.includes('panel=field:flux'));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().focus === '' && !location.search.includes('panel='));
  await page.waitForFunction(() => /^Density ρ at t = .*: error .* % at ε = 0\.1, largest .* % at ε = /.test(document.getElementById('summary').textContent));
  assertQuiet(page, site.url);
  await leave(page);
});
