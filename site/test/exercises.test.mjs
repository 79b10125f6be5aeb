// The exercises: each opens from its link, waits for what it needs, refuses wrong answers and takes the right one, which comes from the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { crossing, exercises, exerciseQuery, judge, steepest, typed } from '../js/exercises.mjs';
import { decode } from '../js/ownlink.mjs';
import { assertQuiet, leave, open, root, siteForTests, untilDrawn, untilReady } from './harness.mjs';

const site = siteForTests();

test('numbers as people type them, places on curves', () => {
  assert.deepEqual(['0,5', ' −1e-3 ', '3.', '.25', '+2'].map(typed), [0.5, -1e-3, 3, 0.25, 2]);
  for (const wrong of ['', 'a', '1.2.3', '1 2', '0x10', 'Infinity']) assert.ok(Number.isNaN(typed(wrong)), wrong);
  assert.equal(crossing({ x: [0, 1, 2], y: [0, 2, 0] }, 1), 0.5);
  assert.ok(Number.isNaN(crossing({ x: [0, 1], y: [0, 1] }, 2)));
  assert.equal(steepest({ x: [0, 1, 2, 3], y: [9, 5, 4, 1] }, 1), 2.5);
});

test('the wall is that of the documentation', async () => {
  const text = readFileSync(path.join(root, 'site/docs/problems/two-materials.json'), 'utf8');
  assert.deepEqual(JSON.parse(await decode(exercises.find(({ name }) => name === 'wall').settings.own, 8192)), JSON.parse(text));
});

test('an answer is judged by what is on the page', () => {
  const line = { x: [0, 0.2, 0.3, 0.4], values: [[3, 2.9, 1, 0.9]] }, shock = exercises.find(({ name }) => name === 'shock');
  const page = { fields: { eps: 1e-6, t: 0.1, line }, problem: { tEnd: 0.1 }, errors: null };
  assert.deepEqual([judge(shock, '0.25', page).right, judge(shock, '0.3', page).text, judge(shock, '0.1', page).text], [true, 'Not yet: it is less.', 'Not yet: it is more.']);
  assert.match(judge(shock, 'x', page).text, /no number/);
  assert.match(judge(shock, '0.25', { ...page, fields: { ...page.fields, eps: 0.1 } }).text, /Set ε/);
  assert.match(judge(shock, '0.25', { fields: null, problem: null, errors: null }).text, /Wait/);
});

/** Types an answer and returns what is said about it. */
async function answer(page, text) {
  await page.fill('#exercise-answer', text);
  await page.click('#exercise-form button.primary');
  return page.textContent('#exercise-result');
}
/** Bisects for the answer, as a patient visitor would; returns what is said in the end. */
async function search(page, low, high) {
  let said = '';
  for (let i = 0; i < 12 && !/^Right/.test(said); i++) {
    const middle = (low + high) / 2;
    said = await answer(page, String(middle));
    if (/more/.test(said)) low = middle; else high = middle;
  }
  return said;
}

for (const [name, low, high, expected] of [['diffusive', 0.2, 0.5, /0\.33\d/], ['layer', 0, 0.1, /0\.00\d/], ['shock', 0, 0.5, /0\.2/], ['wall', 0, 0.5, /0\.1[67]/]]) {
  test(`exercise ${name}`, async () => {
    const page = await open(site.browser);
    await page.goto(`${site.url}/?exercise=${name}`);
    await untilReady(page);
    assert.match(await page.textContent('#exercise-title'), /Exercise \d of 5/);
    await untilDrawn(page);
    if (name === 'diffusive') {
      assert.match(await answer(page, '0.3333'), /Set ε to 0.001/);
      await page.fill('#exercise-answer', '');
      await page.locator('#eps').evaluate((slider) => { slider.value = '-3.5'; slider.dispatchEvent(new Event('input', { bubbles: true })); });
    }
    // Once it can be judged, nothing typed is no number.
    await page.waitForFunction(() => {
      document.querySelector('#exercise-form button.primary').click();
      return /is no number/.test(document.getElementById('exercise-result').textContent);
    }, null, { polling: 300 });
    const said = await search(page, low, high);
    assert.match(said, /^Right/);
    assert.match(said, expected);
    assertQuiet(page, site.url);
    await leave(page);
  });
}

test('in a frame without the rest of the page; the next one follows', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?exercise=sum&ui=min`);
  await untilReady(page);
  assert.equal(await page.isVisible('#exercise'), true);
  assert.equal(await page.isVisible('#setup'), false);
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length >= 14 && !document.querySelector('#errors td.pending'));
  assert.match(await answer(page, '3'), /more/);
  assert.match(await answer(page, '7'), /^Right/);
  await page.click('#exercise-next');
  await page.waitForFunction(() => /Exercise 4/.test(document.getElementById('exercise-title').textContent) && location.search.includes('ui=min'));
  assertQuiet(page, site.url);
  await leave(page);
});

test('every exercise has a link of its own', () => {
  for (const exercise of exercises) assert.match(exerciseQuery(exercise), new RegExp(`^\\?v=1&.*exercise=${exercise.name}$`));
});
