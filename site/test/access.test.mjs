// Accessibility rules by axe-core, and random use of the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { assertQuiet, buildSite, launch, open, root, serve, steps, untilDrawn, untilReady, untilSteps } from './harness.mjs';

let server, browser;
const axe = readFileSync(path.join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

before(async () => {
  server = await serve(buildSite());
  browser = await launch();
});
after(async () => {
  await browser?.close();
  server?.close();
});

for (const [name, options] of [['light', {}], ['dark', { colorScheme: 'dark' }], ['phone', { viewport: { width: 360, height: 740 } }]]) {
  test(`no violation of the accessibility rules: ${name}`, async () => {
    const page = await open(browser, options);
    await page.goto(`${server.url}/?v=1&eps=5`); // with a message on the page
    await untilReady(page);
    await untilDrawn(page);
    await page.click('#run');
    await untilSteps(page, 10);
    await page.click('.more summary');
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await globalThis.axe.run(document, { iframes: false })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
    assert.deepEqual(found, []);
    await page.context().close();
  });
}

test('no violation with the tour, the dialogs or embedded', async () => {
  for (const [query, key] of [['', null], ['', '?'], ['', 'share'], ['?v=1&ui=min', null]]) {
    const page = await open(browser, { first: true, colorScheme: query ? 'dark' : 'light' });
    await page.goto(`${server.url}/${query}`);
    await untilReady(page);
    if (key === '?') await page.keyboard.press('?');
    if (key === 'share') await page.click('#share-open');
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await globalThis.axe.run(document, { iframes: false })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
    assert.deepEqual(found, [], `${query} ${key}`);
    await page.context().close();
  }
});

test('every control can be reached with the tabulator and shows where the focus is; nothing moves that need not', async () => {
  const page = await open(browser, { reducedMotion: 'reduce' });
  await page.goto(server.url);
  await untilReady(page);
  const reached = new Set();
  await page.keyboard.press('Tab');
  for (let i = 0; i < 90; i++) {
    const { id, outlined } = await page.evaluate(() => {
      const e = document.activeElement, style = getComputedStyle(e);
      return { id: e.id || e.tagName, outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 };
    });
    if (id !== 'IFRAME' && id !== 'BODY') assert.ok(outlined, `${id} does not show the focus`);
    if (id === 'BODY' && reached.has('share-open')) break;
    reached.add(id);
    await page.keyboard.press('Tab');
  }
  for (const id of ['share-open', 'help-open', 'run', 'step', 'reset', 'eps', 't', 'problem', 'operator', 'seed', 'save', 'load', 'export']) assert.ok(reached.has(id), `${id} is not reached: ${[...reached].join(' ')}`);
  const moving = await page.evaluate(() => [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0 || getComputedStyle(e).animationName !== 'none').length);
  assert.equal(moving, 0);
  await page.context().close();
});

test('random mouse, keys and changes for half a minute: no exception, no freeze, no foreign request', async () => {
  // Links to other documents are left alone, or most of the half minute would be spent loading.
  const page = await open(browser, { before: () => addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (link && !link.getAttribute('href').startsWith('#')) event.preventDefault();
  }, true) });
  page.on('dialog', (dialog) => dialog.dismiss());
  await page.goto(server.url);
  await untilReady(page);
  await untilDrawn(page);
  // The same sequence every time, so that a failure can be repeated.
  let state = 12345;
  const random = (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return Math.floor((state / 2 ** 32) * n); };
  const keys = [' ', 's', 'r', '?', 'Escape', 'Tab', 'ArrowLeft', 'ArrowRight', 'Enter', 'f', 'Home', 'End', 'x'];
  const selects = ['problem', 'operator', 'optimizer', 'tasksBy', 'head', 'initial'];
  const end = Date.now() + 30_000;
  let actions = 0;
  for (; Date.now() < end; actions++) {
    switch (random(6)) {
      case 0: await page.mouse.click(random(1280), random(900)); break;
      case 1: await page.mouse.move(random(1280), random(900)); break;
      case 2: await page.mouse.wheel(0, random(800) - 400); break;
      case 3: case 4: await page.keyboard.press(keys[random(keys.length)]); break;
      default: {
        if (await page.locator('dialog[open]').count()) await page.keyboard.press('Escape');
        const id = selects[random(selects.length)];
        const options = await page.locator(`#${id} option`).evaluateAll((all) => all.map((o) => o.value));
        if (random(4) === 0) await page.selectOption(`#${id}`, options[random(options.length)]);
        else await page.locator(random(2) ? '#eps' : '#t').evaluate((input, share) => { input.value = Number(input.min) + share * (input.max - input.min); input.dispatchEvent(new Event('input', { bubbles: true })); }, random(1000) / 1000);
      }
    }
  }
  console.log(`${actions} actions`);
  if (await page.locator('dialog[open]').count()) await page.keyboard.press('Escape');
  // Settings that do not go together are refused in words; anything else is a failure.
  for (const text of await page.locator('#notices .notice.bad p').allTextContents()) assert.match(text, /the session before is kept/);
  // It still trains.
  await page.click('#reset');
  await page.waitForFunction(() => /step 0\D/.test(document.getElementById('status').textContent));
  await page.click('#step');
  await untilSteps(page, 1);
  assert.equal(await steps(page), 1);
  assertQuiet(page, server.url);
  await page.context().close();
});
