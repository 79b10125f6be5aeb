// Accessibility rules by axe-core, and random use of the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { assertQuiet, leave, open, root, siteForTests, steps, untilDrawn, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();
const axe = readFileSync(path.join(root, 'site/node_modules/axe-core/axe.min.js'), 'utf8');

/** What the accessibility rules say of a document, or a part of it. */
const violations = (page, rules = {}) => page.evaluate(async (options) => (await globalThis.axe.run(document, { iframes: false, resultTypes: ['violations'], ...options })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`), rules);
/** The rules that depend on the colours. */
const colours = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };

test('no violation of the accessibility rules: light, dark, as narrow as a phone', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&eps=5`); // with a message on the page
  await untilReady(page);
  await untilDrawn(page);
  await page.click('#run');
  await untilSteps(page, 10);
  await page.click('#run');
  await page.click('.more summary');
  await page.evaluate(axe);
  assert.deepEqual(await violations(page), []);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.deepEqual(await violations(page, colours), [], 'dark');
  await page.setViewportSize({ width: 360, height: 740 });
  assert.deepEqual(await violations(page), [], 'dark and narrow');
  await leave(page);
});

test('no violation with the probe and its pins, maps side by side, an exercise, runs that are compared', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?exercise=layer&ui=full`);
  await untilReady(page);
  await untilDrawn(page);
  await page.check('input[name=show][value=all]');
  await page.click('#probe summary');
  await page.waitForFunction(() => document.querySelectorAll('#probe-charts figure').length >= 2);
  await page.click('#probe-pin');
  await page.waitForSelector('#probe-pins button');
  await page.click('#exercise-form button.primary');
  await page.setInputFiles('#runs-file', { name: 'runs.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify({ format: 'hrgrad-runs', version: 1, runs: ['1', '2'].map((seed) => ({
    id: seed, name: `Run ${seed}`, kind: 'run', problem: 'transport-mode', title: 'Mode', query: '?v=1', config: { seed }, tasks: ['macro'], step: 2, steps: 2, seconds: 1, at: 1,
    losses: { steps: [1, 2], total: [1, 0.5] }, errors: { eps: [1, 0.1], fields: ['rho'], values: [[0.1, 0.2]], t: 1 }, course: { steps: [1, 2], seconds: [0, 1], worst: [[0.3, 0.2]] }, checkpoint: null,
  })) })) });
  await page.waitForFunction(() => document.querySelectorAll('#runs-table tbody tr').length === 2);
  for (const box of await page.locator('#runs-table input[type=checkbox]').all()) await box.check();
  await page.evaluate(axe);
  assert.deepEqual(await violations(page), []);
  const view = page.frames().find((frame) => /view\.html/.test(frame.url()));
  await view.evaluate(axe);
  assert.deepEqual(await view.evaluate(async () => (await globalThis.axe.run(document.getElementById('panels'))).violations.map((v) => v.id)), [], 'the names of the plots');
  await leave(page);
});

test('no violation with the tour, the dialogs or embedded', async () => {
  const page = await open(site.browser, { first: true });
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.waitForSelector('#tour');
  await page.evaluate(axe);
  assert.deepEqual(await violations(page), [], 'the tour');
  await page.keyboard.press('?');
  await page.waitForSelector('#help[open]');
  assert.deepEqual(await violations(page), [], 'the help');
  await page.keyboard.press('Escape');
  await page.click('#share-open');
  await page.waitForSelector('#share[open]');
  assert.deepEqual(await violations(page), [], 'sharing');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(`${site.url}/?v=1&ui=min`);
  await untilReady(page);
  await page.evaluate(axe);
  assert.deepEqual(await violations(page), [], 'embedded, dark');
  await leave(page);
});

test('every control can be reached with the tabulator and shows where the focus is; nothing moves that need not', async () => {
  const page = await open(site.browser, { reducedMotion: 'reduce' });
  await page.goto(`${site.url}/?v=1`);
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
  await leave(page);
});

// Random use.

/** A page for random use: links to other documents are left alone, or most of the time would be spent loading. */
async function toy(options) {
  const page = await open(site.browser, { ...options, before: () => addEventListener('click', (event) => {
    const link = event.target.closest?.('a[href]');
    if (link && !link.getAttribute('href').startsWith('#')) event.preventDefault();
  }, true) });
  page.on('dialog', (dialog) => dialog.dismiss());
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await untilDrawn(page);
  await page.evaluate(() => {
    let last = performance.now();
    Object.assign(globalThis, { fingers: 0, silence: 0 });
    setInterval(() => {
      const now = performance.now();
      globalThis.silence = Math.max(globalThis.silence, now - last);
      last = now;
    }, 20);
    addEventListener('touchstart', () => { globalThis.fingers++; }, { capture: true, passive: true });
  });
  return page;
}

/** The same whole numbers below n every time, so that a failure can be repeated. */
function generator(state) {
  return (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return Math.floor((state / 2 ** 32) * n); };
}

/** Acts so many times; the page must not freeze. Then it must still train, and must not have complained. */
async function useAtRandom(page, actions, act) {
  for (let i = 0; i < actions; i++) await act();
  const { fingers, touch, silence } = await page.evaluate(() => ({ fingers: globalThis.fingers, touch: navigator.maxTouchPoints > 0, silence: Math.round(globalThis.silence) }));
  console.log(`${fingers} touches of the page; it was busy for at most ${silence} ms`);
  // The plots share the page's thread, and here a program draws them on a processor that the training needs too.
  assert.ok(silence < 60_000, `the page was frozen for ${silence} ms`);
  if (touch) assert.ok(fingers > 0, 'touches have not reached the page');
  if (await page.locator('dialog[open]').count()) await page.keyboard.press('Escape');
  // Settings that do not go together are refused in words; anything else is a failure.
  for (const text of await page.locator('#notices .notice.bad p').allTextContents()) assert.match(text, /the session before is kept/);
  if (await page.locator('#racebar').isVisible()) await page.click('#racebar-stop');
  await page.click('#reset');
  await page.waitForFunction(() => /step 0\D/.test(document.getElementById('status').textContent));
  await page.click('#step');
  await untilSteps(page, 1);
  assert.equal(await steps(page), 1);
  assertQuiet(page, site.url);
  await leave(page);
}

const selects = ['problem', 'operator', 'optimizer', 'tasksBy', 'head', 'initial'];

/** Chooses something from a list of the setup. */
async function choose(page, random) {
  if (await page.locator('dialog[open]').count()) await page.keyboard.press('Escape');
  const id = selects[random(selects.length)];
  const options = await page.locator(`#${id} option`).evaluateAll((all) => all.map((o) => o.value));
  await page.selectOption(`#${id}`, options[random(options.length)]);
}

test('random mouse, keys and changes: no exception, no freeze, no foreign request', async () => {
  const page = await toy();
  const random = generator(12345);
  const keys = [' ', 's', 'r', '?', 'Escape', 'Tab', 'ArrowLeft', 'ArrowRight', 'Enter', 'f', 'Home', 'End', 'x'];
  await useAtRandom(page, 30, async () => {
    switch (random(7)) {
      case 0: await page.mouse.click(random(1280), random(900)); break;
      case 1: await page.mouse.move(random(1280), random(900)); break;
      case 2: await page.mouse.wheel(0, random(800) - 400); break;
      case 3: await page.mouse.dblclick(random(1280), random(900)); break;
      case 4: case 5: await page.keyboard.press(keys[random(keys.length)]); break;
      default:
        if (random(4) === 0) await choose(page, random);
        else await page.locator(random(2) ? '#eps' : '#t').evaluate((input, share) => { input.value = Number(input.min) + share * (input.max - input.min); input.dispatchEvent(new Event('input', { bubbles: true })); }, random(1000) / 1000);
    }
  });
});

test('random touch on a phone that is turned: no exception, no freeze, no foreign request', async () => {
  const sizes = [{ width: 390, height: 780 }, { width: 780, height: 390 }];
  const page = await toy({ viewport: sizes[0], hasTouch: true, isMobile: true });
  const session = await page.context().newCDPSession(page);
  const touch = (type, points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const random = generator(777);
  let turned = 0;
  const anywhere = () => [random(sizes[turned].width), random(sizes[turned].height)];
  await useAtRandom(page, 15, async () => {
    switch (random(12)) {
      case 0: case 1: case 2: case 3: { // a tap, or two
        const at = anywhere();
        for (let i = random(4) === 0 ? 2 : 1; i > 0; i--) {
          await touch('touchStart', [at]);
          await touch('touchEnd', []);
        }
        break;
      }
      case 4: case 5: case 6: case 7: { // a drag, or a swipe that scrolls
        let [x, y] = anywhere();
        const dx = random(120) - 60, dy = random(2) ? random(200) - 100 : 0;
        await touch('touchStart', [[x, y]]);
        for (let i = 0; i < 4; i++) await touch('touchMove', [[x += dx / 4, y += dy / 4]]);
        await touch(random(5) ? 'touchEnd' : 'touchCancel', []);
        break;
      }
      case 8: { // two fingers
        const [x, y] = anywhere(), apart = (d) => [[x - d, y], [x + d, y]];
        await touch('touchStart', apart(20));
        for (const d of [30, 45, 60]) await touch('touchMove', apart(random(2) ? d : 80 - d));
        await touch('touchEnd', []);
        break;
      }
      case 9: await page.mouse.wheel(0, random(1200) - 600); break;
      case 10: await choose(page, random); break;
      default:
        turned = 1 - turned;
        await page.setViewportSize(sizes[turned]);
    }
  });
});
