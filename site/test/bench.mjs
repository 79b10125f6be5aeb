// Measures the page in Chromium and prints one JSON object per line:
// {"bench": name, "value": number, "unit": unit, "engine": "chromium"}.
// With --memory it watches the memory over ten minutes of training instead, or
// over --minutes N; with --dragged it measures the dragging of the Knudsen number alone, in the plane, with --rounds N with and
// without the shader of the maps in turns; with --start it opens the page nine times, or --rounds N, and measures from the request to the
// first fields, in turns with the site in --beside DIR; with --gpu it draws with the machine's graphics device.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite, launch, open, serve, untilDrawn, untilReady } from './harness.mjs';
import { compared, dragged, frames, noteFrames } from './frames.mjs';
import { memory } from './memory.mjs';

const { values: options } = parseArgs({ options: { memory: { type: 'boolean' }, minutes: { type: 'string' }, gpu: { type: 'boolean' }, dragged: { type: 'boolean' }, rounds: { type: 'string' }, start: { type: 'boolean' }, beside: { type: 'string' } } });
const minutes = Number(options.minutes ?? 10);
if (!Number.isInteger(minutes) || minutes < 1 || minutes > 600) {
  console.error(`--minutes: ${options.minutes} given; whole numbers from 1 to 600 are allowed`);
  process.exit(2);
}
const rounds = Number(options.rounds ?? 0);
if (!Number.isInteger(rounds) || rounds < 0 || rounds > 100) {
  console.error(`--rounds: ${options.rounds} given; whole numbers from 0 to 100 are allowed`);
  process.exit(2);
}
const watch = options.memory || options.minutes !== undefined;

const print = (bench, value, unit, more = {}) => console.log(JSON.stringify({ bench, value: Number(value.toPrecision(4)), unit, engine: 'chromium', ...more }));

const directory = buildSite();
const server = await serve(directory);
const browser = await launch(['--enable-precise-memory-info'], { gpu: options.gpu, ownProcesses: true });
try {
  if (watch) await watchMemory();
  else if (options.start) await starts(rounds || 9);
  else if (options.dragged || rounds > 0) await drag();
  else await measure();
} finally {
  await browser.close();
  server.close();
}

async function watchMemory() {
  const page = await open(browser, { before: noteFrames, measured: true });
  await memory(browser, page, server.url, minutes, print);
  await frames(page, 5, print);
  if (page.noted.errors.length > 0) throw new Error(page.noted.errors.join('; '));
}

/** First visits, each without anything stored or compiled: from the request for the page to fields that are on the screen. */
async function starts(n) {
  const servers = [server, ...(options.beside ? [await serve(path.resolve(options.beside))] : [])], times = servers.map(() => []);
  for (let round = 0; round <= n; round++) { // the first warms the browser up
    for (const [i, { url }] of servers.entries()) {
      const page = await open(browser, { measured: true });
      await page.goto(`${url}/`, { waitUntil: 'commit' });
      await untilDrawn(page);
      const drawn = Date.now() - await page.evaluate(() => performance.timeOrigin);
      if (round > 0) times[i].push(drawn);
      await page.waitForTimeout(1500); // what comes after the first fields
      await page.context().close();
    }
  }
  const sorted = (list) => [...list].sort((a, b) => a - b), median = (list) => sorted(list)[list.length >> 1];
  for (const [i, list] of times.entries()) {
    const more = i > 0 ? { site: options.beside, differs: Math.round(median(list.map((t, k) => t - times[0][k]))) } : {};
    print('page/start/first-fields', median(list), 'ms', { rounds: n, least: Math.round(Math.min(...list)), most: Math.round(Math.max(...list)), ...more });
  }
  servers.slice(1).forEach((s) => s.close());
}

async function drag() {
  const page = await open(browser, { before: noteFrames, measured: true });
  await page.goto(`${server.url}/?v=1&problem=transport2d-mode`);
  await untilReady(page);
  await untilDrawn(page);
  if (rounds > 0) await compared(browser, page, rounds, 4, print);
  else await dragged(browser, page, 8, print);
  await page.context().close();
}

async function measure() {
  const manifest = JSON.parse(readFileSync(path.join(directory, 'manifest.json'), 'utf8'));
  for (const name of ['engine', 'view', 'kernels-simd', 'kernels-relaxed']) {
    const [, file] = Object.entries(manifest).find(([key]) => key.startsWith(`assets/${name}.`));
    print(`page/size/${name}.wasm`, file.bytes, 'bytes', { brotli: file.brotli, gzip: file.gzip });
  }
  for (const visit of ['warm-up', 'load']) {
    const page = await open(browser, { measured: true });
    const start = performance.now();
    await page.goto(`${server.url}/?v=1`, { waitUntil: 'commit' });
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
  await drag();
  for (const kernels of ['scalar', 'simd', 'relaxed']) {
    for (const operator of ['ls', 'hrgrad']) {
      const page = await open(browser, { before: noteFrames, measured: true });
      await page.goto(`${server.url}/?v=1&kernels=${kernels}&operator=${operator}`);
      await untilReady(page);
      await page.click('#run');
      await page.waitForTimeout(5000);
      const speed = Number((await page.textContent('#status')).match(/([\d.]+) steps\/s/)[1]);
      print('page/train/transport-mode', speed, 'steps/s', { kernels, operator });
      if (kernels === 'simd' && operator === 'hrgrad') {
        await frames(page, 8, print);
      }
      await page.context().close();
    }
  }
}
