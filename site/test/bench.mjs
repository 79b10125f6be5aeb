// Measures the page in Chromium and prints one JSON object per line:
// {"bench": name, "value": number, "unit": unit, "engine": "chromium"}.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSite, launch, open, probe, serve, untilDrawn, untilReady } from './harness.mjs';

const print = (bench, value, unit, more = {}) => console.log(JSON.stringify({ bench, value: Number(value.toPrecision(4)), unit, engine: 'chromium', ...more }));

const directory = buildSite();
const server = await serve(directory);
const browser = await launch(['--enable-precise-memory-info']);
try {
  const manifest = JSON.parse(readFileSync(path.join(directory, 'manifest.json'), 'utf8'));
  for (const name of ['engine', 'view', 'kernels-simd', 'kernels-relaxed']) {
    const [, file] = Object.entries(manifest).find(([key]) => key.startsWith(`assets/${name}.`));
    print(`page/size/${name}.wasm`, file.bytes, 'bytes', { brotli: file.brotli, gzip: file.gzip });
  }
  for (const visit of ['warm-up', 'load']) {
    const page = await open(browser);
    const start = performance.now();
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.waitForFunction(() => document.getElementById('problem')?.options.length > 0);
    const controls = performance.now() - start;
    await untilReady(page);
    const engine = performance.now() - start;
    await untilDrawn(page);
    if (visit === 'load') {
      print('page/load/controls', controls, 'ms');
      print('page/load/engine', engine, 'ms');
      print('page/load/first-fields', performance.now() - start, 'ms');
    }
    await page.context().close();
  }
  for (const kernels of ['scalar', 'simd', 'relaxed']) {
    for (const operator of ['ls', 'hrgrad']) {
      const page = await open(browser);
      await page.goto(`${server.url}/?v=1&kernels=${kernels}&operator=${operator}`);
      await untilReady(page);
      await page.click('#run');
      await page.waitForTimeout(5000);
      const speed = Number((await page.textContent('#status')).match(/([\d.]+) steps\/s/)[1]);
      print('page/train/transport-mode', speed, 'steps/s', { kernels, operator });
      if (kernels === 'simd' && operator === 'hrgrad') {
        const before = await probe(page), start = performance.now();
        await page.waitForTimeout(2000);
        print('page/view/frames', ((await probe(page)).frames - before.frames) / ((performance.now() - start) / 1000), '1/s');
      }
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  server.close();
}
