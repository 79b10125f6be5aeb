// A phone with device pixel ratio 3 and a gas problem: the page gives the view more height than its
// graphics device may draw at once.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leave, open, probe, siteForTests, untilDrawn, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();

/** A device whose textures have at most 4096 pixels a side. */
const small = () => {
  const real = WebGL2RenderingContext.prototype.getParameter;
  WebGL2RenderingContext.prototype.getParameter = function (name) {
    const value = real.call(this, name);
    return name === this.MAX_TEXTURE_SIZE ? Math.min(value, 4096) : value;
  };
};

for (const [device, patch] of [['a device with 4096 pixels', small], ['the device at hand', undefined]]) {
  test(`a phone draws what is in sight of a gas problem, on ${device}`, async () => {
    const page = await open(site.browser, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 3, isMobile: true, hasTouch: true, before: patch });
    await page.goto(`${site.url}/?v=1&problem=bgk-smooth&epsMin=0.1`);
    await untilReady(page);
    await untilDrawn(page);
    const { fieldHash, limit } = await probe(page);
    if (patch) {
      assert.equal(limit, 4096);
      for (let step = 1; step <= 3; step++) { // the first alone need not move a field: SOAP only begins its averages there
        await page.click('#step');
        await untilSteps(page, step);
      }
      await page.waitForFunction((hash) => document.querySelector('#view iframe')?.contentWindow.hrgradView.probe().fieldHash !== hash, fieldHash);
    }
    for (const where of patch ? [0, 0.5, 1] : [1]) {
      await page.evaluate((share) => {
        const { top, bottom } = document.getElementById('view').getBoundingClientRect();
        scrollBy(0, top + share * (bottom - top - innerHeight));
      }, where);
      await page.waitForFunction(() => {
        const frame = document.querySelector('#view iframe'), { top } = frame.getBoundingClientRect(), { spanTop, spanBottom } = frame.contentWindow.hrgradView.probe();
        const seen = Math.max(0, -top), end = Math.min(frame.clientHeight, innerHeight - top);
        return spanTop <= seen + 1 && spanBottom >= end - 1;
      });
      const canvas = await page.evaluate(() => {
        const { width, height } = document.querySelector('#view iframe').contentDocument.querySelector('canvas');
        return { width, height };
      });
      assert.ok(canvas.width <= limit && canvas.height <= limit, `a canvas of ${canvas.width} x ${canvas.height} at a limit of ${limit}`);
    }
    assert.deepEqual(page.noted.errors, []);
    await leave(page);
  });
}
