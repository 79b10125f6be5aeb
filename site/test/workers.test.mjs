// Gradient workers of the page: any number of them gives the same run, and the
// run goes on when one dies.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertQuiet, leave, open, patience, siteForTests, untilReady, untilSteps, within } from './harness.mjs';

const site = siteForTests();

const gradients = (page) => page.workers().filter((w) => w.url().includes('worker.mjs')).length - 2; // without coordinator and references

async function step(page, from, to) {
  for (let n = from; n <= to; n++) {
    await page.click('#step');
    await untilSteps(page, n);
  }
}

const outcome = (page) => page.locator('#tasks-table tbody').innerText();

async function started(page, workers) {
  await page.goto(`${site.url}/?v=1&seed=5&points=16&width=16&tasksBy=eps&steps=100000&workers=${workers}`);
  await untilReady(page);
  assert.equal(await page.inputValue('#workers'), String(workers));
}

test('any number of threads gives the same run; a worker that dies is replaced', async () => {
  const outcomes = [];
  let alone; // the outcome after all steps
  for (const workers of [1, 3]) {
    const page = await open(site.browser);
    await started(page, workers);
    for (const deadline = Date.now() + patience; gradients(page) < workers - 1 && Date.now() < deadline;) await page.waitForTimeout(50);
    assert.equal(gradients(page), workers - 1, 'workers beside the coordinator');
    await page.waitForTimeout(500);
    await step(page, 1, 6);
    outcomes.push(await outcome(page));
    if (workers === 1) {
      await step(page, 7, 14);
      alone = await outcome(page);
    } else {
      assertQuiet(page, site.url);
      const victim = page.workers().at(-1);
      const gone = new Promise((resolve) => { victim.on('close', resolve); });
      await victim.evaluate(() => { setTimeout(() => { throw new Error('killed by the test'); }); });
      await within(gone, 'the end of the worker');
      await step(page, 7, 10);
      for (const deadline = Date.now() + patience; gradients(page) < 2 && Date.now() < deadline;) await page.waitForTimeout(50);
      assert.equal(gradients(page), 2, 'another worker has taken the place');
      await step(page, 11, 14);
      assert.ok(page.noted.errors.some((line) => line.includes('killed by the test')));
      assert.equal(await outcome(page), alone, 'the run with the killed worker');
    }
    await leave(page);
  }
  assert.deepEqual(outcomes, [outcomes[0], outcomes[0]]);
});

test('the number of threads can change while the run goes on', async () => {
  const page = await open(site.browser);
  await started(page, 1);
  await page.click('#run');
  await page.locator('#setup details.more').evaluate((d) => { d.open = true; });
  await page.fill('#workers', '2');
  await page.press('#workers', 'Enter');
  await page.waitForFunction(() => location.search.includes('workers=2'));
  for (const deadline = Date.now() + patience; gradients(page) < 1 && Date.now() < deadline;) await page.waitForTimeout(50);
  assert.equal(gradients(page), 1);
  assert.equal(await page.textContent('#run'), 'Pause', 'the run goes on');
  await page.fill('#workers', '1');
  await page.press('#workers', 'Enter');
  for (const deadline = Date.now() + patience; gradients(page) > 0 && Date.now() < deadline;) await page.waitForTimeout(50);
  assert.equal(gradients(page), 0);
  assertQuiet(page, site.url);
  await leave(page);
});
