// The documentation: accessibility, no sideways scrolling, formulas as MathML, the picture of the method, and all of it in the single file.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { assertQuiet, leave, open, root, siteForTests } from './harness.mjs';
import { twoTasks } from '../js/cone.mjs';

const site = siteForTests();
let pages;
const axe = readFileSync(path.join(root, 'site/node_modules/axe-core/axe.min.js'), 'utf8');

before(() => {
  pages = readdirSync(path.join(site.directory, 'docs')).filter((name) => name.endsWith('.html'));
});

test('the formulas are what Temml makes of them', () => {
  execFileSync('node', ['site/tools/make-math.mjs', '--check'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
});

test('no violation of the accessibility rules, dark or light, and no page wider than its window, as narrow as a phone', async () => {
  const page = await open(site.browser, { viewport: { width: 390, height: 780 } });
  for (const file of pages) {
    await page.emulateMedia({ colorScheme: 'light' });
    await page.goto(`${site.url}/docs/${file}`);
    await page.evaluate(axe);
    for (const scheme of file.startsWith('method') ? ['light', 'dark'] : ['light']) {
      await page.emulateMedia({ colorScheme: scheme });
      const found = await page.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
      assert.deepEqual(found, [], `${file}, ${scheme}`);
    }
    for (const size of [{ width: 1280, height: 900 }, { width: 390, height: 780 }]) {
      await page.setViewportSize(size);
      const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= window, `${file} is ${wide} pixels wide in a window of ${window}`);
    }
  }
  assertQuiet(page, site.url);
  await leave(page);
});

test('the page links to the documentation, whose formulas are drawn and whose picture moves', async () => {
  const page = await open(site.browser);
  await page.goto(site.url);
  await page.click('header a[href="docs/"]');
  await page.waitForURL('**/docs/');
  await page.click('.pages a[href="method.html"]');
  await page.waitForSelector('.cone svg');
  const heights = await page.locator('math').evaluateAll((all) => all.map((m) => m.getBoundingClientRect().height));
  assert.ok(heights.length > 30 && Math.min(...heights) > 4, `${heights.length} formulas, heights ${Math.min(...heights)} to ${Math.max(...heights)}`);
  assert.match(await page.textContent('.cone output'), /Cosine of the two gradients −0\.60: they conflict.*equal cosines 0\.45/);
  await page.locator('.cone input').first().evaluate((input) => { input.value = '60'; input.dispatchEvent(new Event('input', { bubbles: true })); });
  assert.match(await page.textContent('.cone output'), /0\.50: no conflict/);
  await page.locator('.cone svg').scrollIntoViewIfNeeded();
  const box = await page.locator('.cone svg').boundingBox();
  await page.mouse.click(box.x + box.width * 0.1, box.y + box.height * 0.75);
  assert.match(await page.textContent('.cone output'), /they conflict.*loss of task \d rises along the sum/);
  assertQuiet(page, site.url);
  await leave(page);
});

test('the picture takes the steps of the program: its update is what the operator gives', () => {
  for (const [degrees, length] of [[127, 1], [100, 0.4], [160, 1.6], [60, 0.7]]) {
    const angle = degrees * Math.PI / 180, k = Math.cos(angle) * length;
    const output = execFileSync('go', ['run', './tools/hrgrad', 'weights', '--operator', 'hrgrad'], { cwd: root, encoding: 'utf8', input: JSON.stringify({ gram: [[1, k], [k, length ** 2]] }) });
    const { weights, info } = JSON.parse(output);
    const turned = info.maxAngles?.[0] ? info.angles[0] / info.maxAngles[0] : 0;
    const { g, update } = twoTasks(angle, length, turned);
    for (const c of [0, 1]) assert.ok(Math.abs(update[c] - weights[0] * g[0][c] - weights[1] * g[1][c]) < 1e-6, `${degrees}°, length ${length}: ${update} against ${output}`);
  }
});
