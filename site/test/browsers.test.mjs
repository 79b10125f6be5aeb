// The core of the page in Chromium, Firefox and WebKit, at the size of a desktop and of a phone: it trains, its maps change and
// follow the slider, and everywhere the same seed has the same losses.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { browsers, sizes, until } from './browsers.mjs';
import { buildSite, serve } from './harness.mjs';

const steps = 200;
const query = new URLSearchParams({ v: 1, problem: 'transport-smooth', seed: 11, points: 16, steps });
const checks = new Map(); // of the losses after the last step, by browser and size

/** The hash of the fields on the maps, once they are those of a step and a Knudsen number. */
const drawn = (step, eps) => {
  const shown = document.querySelector('#view iframe')?.contentWindow.hrgradView?.probe();
  return shown?.drawn > 0 && shown.fieldStep === step && shown.fieldEps === eps && shown.fieldHash;
};
/** Moves the slider of the Knudsen number as a visitor does. */
const slide = (value) => {
  const slider = document.getElementById('eps');
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
};

let server;
before(async () => { server = await serve(buildSite()); });
after(() => server?.close());

for (const [name, start] of Object.entries(browsers)) {
  test(name, async (t) => {
    let browser;
    try {
      browser = await start();
    } catch (cause) {
      // README promises Chromium and Firefox on every machine; WebKitGTK is for Linux, and Debian's root has it installed.
      if (name === 'webkit' && cause.status === 1) return t.skip('WebKitGTK is not installed');
      throw cause;
    }
    try {
      for (const [size, shape] of Object.entries(sizes)) {
        await t.test(size, async () => {
          const page = await browser.open(shape);
          try {
            await page.goto(`${server.url}/?${query}`);
            await until(page, 'the engine is ready', () => document.readyState === 'complete' && !document.getElementById('run').disabled);
            assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio]), [shape.width, shape.height, shape.ratio]);
            const untrained = await until(page, 'the maps are drawn', drawn, 0, 0.1);
            await page.evaluate(() => document.getElementById('run').click());
            const check = await until(page, `${steps} steps`, (n) => new RegExp(`step ${n} .*check ([0-9a-f]{8})`).exec(document.getElementById('status').textContent)?.[1], steps);
            const trained = await until(page, 'the maps show the last step', drawn, steps, 0.1);
            await page.evaluate(slide, '-3');
            const fluid = await until(page, 'the maps follow the slider', drawn, steps, 0.001);
            assert.equal(new Set([untrained, trained, fluid]).size, 3, 'the maps stay the same');
            await page.evaluate(slide, '-1');
            assert.equal(await until(page, 'the maps follow the slider back', drawn, steps, 0.1), trained);
            checks.set(`${name}, ${size}`, check);
          } finally {
            await page.close();
          }
        });
      }
    } finally {
      await browser.close();
    }
  });
}

test('the losses are the same in every browser', () => {
  assert.ok(checks.size >= 2, 'no browser has run');
  assert.equal(new Set(checks.values()).size, 1, [...checks].map(([where, check]) => `${where}: ${check}`).join('; '));
});
