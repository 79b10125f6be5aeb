// The promise of equal bits: the same seed has the same losses after 24 steps natively, under Node and in Chromium, with scalar
// and with SIMD kernels, on any number of threads.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertQuiet, check, leave, open, root, siteForTests, untilReady, untilSteps } from './harness.mjs';

const steps = 24;
const setup = { problem: 'transport-smooth', seed: 11, points: 16, steps };
const site = siteForTests();
let directory, want;

/** The losses of every task after the last step of a run on the command line. */
function losses(program, ...flags) {
  const out = path.join(directory, 'run.json');
  const settings = Object.entries(setup).flatMap(([name, value]) => [`--${name}`, String(value)]);
  execFileSync(program[0], [...program.slice(1), 'train', ...settings, ...flags, '--progress', 'none', '--out', out], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  const { history } = JSON.parse(readFileSync(out, 'utf8'));
  assert.equal(history.steps.at(-1), steps);
  return history.losses.at(-1);
}

before(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'hrgrad-'));
  want = losses(['go', 'run', './tools/hrgrad']);
});
after(() => {
  rmSync(directory, { recursive: true });
});

for (const [kernels, workers] of [['scalar', 1], ['simd', 1], ['simd', 2]]) {
  test(`${steps} steps under Node, ${kernels} kernels, ${workers} threads: the losses of the native run`, () => {
    assert.deepEqual(losses(['node', 'tools/headless/hrgrad.mjs'], '--kernels', kernels, '--workers', String(workers)), want);
  });

  test(`${steps} steps in Chromium, ${kernels} kernels, ${workers} threads: the losses of the native run`, async () => {
    const page = await open(site.browser);
    const address = new URLSearchParams({ v: 1, ...setup, kernels, workers });
    await page.goto(`${site.url}/?${address}`);
    await untilReady(page);
    await page.click('#run');
    await untilSteps(page, steps);
    await page.waitForFunction((text) => document.getElementById('status').textContent.includes(text), `check ${check(want)}`);
    assertQuiet(page, site.url);
    await leave(page);
  });
}
