// Problems of one's own: from typing to a trained run, its link in another browser, and everything that may be wrong on the way.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { assertQuiet, leave, open, root, siteForTests, untilReady, untilSteps } from './harness.mjs';

const site = siteForTests();
const axe = readFileSync(path.join(root, 'site/node_modules/axe-core/axe.min.js'), 'utf8');
const layers = '{"version":1,"name":"slab","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a*x","density":"1","left":{"inflow":"1"},"right":{"inflow":"0"},"parameters":{"a":[1,9]}}';
const code = (text) => deflateRawSync(text).toString('base64url');
const small = '&points=16&width=16&depth=2&steps=40';

/** Opens the page, and the editor with a new problem. */
async function edit(options) {
  const page = await open(site.browser, options);
  await page.goto(site.url);
  await untilReady(page);
  await page.click('#own-open');
  await state(page, /sound/);
  return page;
}

/** Drops a file of this name and text on an element. */
const drop = (page, id, name, text) => page.evaluate(([target, file, content]) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([content], file));
  document.getElementById(target).dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
}, [id, name, text]);

/** Waits until the engine has said of the editor's problem what is expected. */
const state = (page, words) => page.waitForFunction((w) => {
  const said = document.getElementById('own-state');
  return said.getAttribute('aria-busy') === 'false' && new RegExp(w).test(said.textContent);
}, words.source);
const said = (page, words) => page.waitForFunction((w) => new RegExp(w).test(document.getElementById('own-said').textContent), words.source);
const checkOf = (page) => page.waitForFunction(() => /step 40 .*check ([0-9a-f]{8})/.exec(document.getElementById('status').textContent)?.[1]).then((h) => h.jsonValue());

test('a problem is written, trained, raced and passed on: the link gives the same run', async () => {
  const page = await edit();
  await page.click('#own-as-text');
  await page.fill('#own-text', layers);
  await state(page, /^slab is sound/);
  await page.click('#own-as-form');
  await page.waitForFunction(() => document.querySelectorAll('#own-form figure svg path').length >= 6); // the formulas are drawn
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => new Promise(() => {}); // a browser that waits for an answer nobody gives
    const input = document.getElementById('own-scattering');
    input.value = '1 + a*x^2';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    document.getElementById('own-link').click(); // before the engine has checked what was typed
  });
  await said(page, /holds the whole problem in \d+ characters/);
  const link = await page.inputValue('#own-link-text');
  await page.click('#own-train');
  await untilSteps(page, 1);
  await page.waitForFunction(() => location.search.includes('own='));
  assert.equal(new URL(link).searchParams.get('own'), await page.evaluate(() => new URLSearchParams(location.search).get('own')));
  await page.click('#share-open');
  const commands = await page.inputValue('#share-command');
  assert.match(commands, /^cat > slab\.json <<'END'\n\{\n {2}"version": 1,[^]*\n\}\nEND\ngo run .* --problem slab\.json /);
  assert.match(commands, /eval .* --set a=5 /);
  await page.keyboard.press('Escape');
  assertQuiet(page, site.url);
  await leave(page);

  const other = await open(site.browser);
  await other.goto(`${link}${small}&set-a=2`);
  await untilReady(other);
  assert.equal(await other.textContent('#set-a ~ .ends'), '19');
  assert.equal(await other.inputValue('#points'), '16');
  await other.click('#run');
  const first = await checkOf(other);
  await other.click('#reset');
  await other.waitForFunction(() => /step 0\D/.test(document.getElementById('status').textContent));
  await other.click('#run');
  assert.equal(await checkOf(other), first);
  await other.fill('#raceSteps', '20');
  await other.keyboard.press('Tab');
  await other.click('#race-start');
  await other.waitForFunction(() => document.querySelectorAll('#race-table tbody tr').length >= 2);
  await other.click('#race-stop');
  assertQuiet(other, site.url);
  await leave(other);
});

test('sliders for the parameters: fields, reference, error table and address follow', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&own=${code(layers)}&set-a=9&epsMin=0.1${small}`);
  await untilReady(page);
  const fields = () => page.evaluate(() => document.querySelector('#view iframe')?.contentWindow.hrgradView?.probe().fieldHash);
  await page.click('#run');
  await checkOf(page);
  await page.waitForFunction(() => /\de[−-]?\d/.test(document.querySelector('#errors td')?.textContent ?? ''));
  assert.match(await page.textContent('#errors-note'), /and a = 9 .*estimated as up to [\d.]+e.\d+ \(rho\)/);
  await page.waitForFunction(() => /\de[−-]?\d/.test(document.querySelector('#estimates:not([hidden]) #estimated td')?.textContent ?? '')); // without the reference
  const before = [await fields(), await page.textContent('#errors')];
  await page.focus('#set-a');
  await page.keyboard.press('Home');
  await page.waitForFunction(() => location.search.includes('set-a=1&') || location.search.endsWith('set-a=1'));
  await page.waitForFunction((hash) => document.querySelector('#view iframe')?.contentWindow.hrgradView.probe().fieldHash !== hash, before[0]);
  await page.waitForFunction(() => /and a = 1 /.test(document.getElementById('errors-note').textContent) && /\de[−-]?\d/.test(document.querySelector('#errors td')?.textContent ?? ''));
  assert.notEqual(await page.textContent('#errors'), before[1]);
  await page.goto(`${site.url}/?v=1&own=${code(layers)}&set-a=10`);
  await untilReady(page);
  assert.match(await page.textContent('#notices'), /set-a=10 in the address is not possible \(allowed: a number from 1 to 9\)/);
  assertQuiet(page, site.url);
  await leave(page);
});

test('measurements are dropped on the plots, stand over the curves, and are fitted', async () => {
  const page = await open(site.browser);
  // At t = 0 every network has the initial data, so that the parameter is known before any training.
  const scaled = '{"version":1,"name":"scaled","equation":"transport","x":[0,1],"tEnd":0.1,"density":"a*(2 + sin(2*pi*x))","parameters":{"a":[1,3]}}';
  await page.goto(`${site.url}/?v=1&own=${code(scaled)}${small}`);
  await untilReady(page);
  const csv = `t,x,eps,rho\n${[0.1, 0.3, 0.5, 0.7, 0.9].map((x) => `0,${x},0.01,${1.7 * (2 + Math.sin(2 * Math.PI * x))}`).join('\n')}\n`;
  await page.setInputFiles('#fit-file', { name: 'bad.csv', mimeType: 'text/csv', buffer: Buffer.from(csv.replace('0,0.3', '0,7')) });
  await page.waitForFunction(() => /^bad\.csv: .*line 3/.test(document.getElementById('fit-state').textContent));
  assert.ok(await page.isDisabled('#fit-run'));
  await drop(page, 'view', 'good.csv', csv);
  await page.waitForFunction(() => /^good\.csv: 5 values of rho/.test(document.getElementById('fit-state').textContent));
  await page.waitForFunction(() => /eps=0\.01/.test(location.search) && /t=0(&|$)/.test(location.search));
  await page.click('#fit-run');
  await page.waitForFunction(() => document.querySelector('#fit-table tbody td')?.textContent === '1.7');
  await page.waitForFunction(() => /set-a=1\.7/.test(location.search));
  assert.equal(await page.textContent('label[for=set-a] + output'), '1.7');
  assert.equal(await page.locator('#fit-residuals figure > svg').count(), 1);
  // What cannot be taken is told in a line, wherever it is dropped; measurements and fit stay.
  const lines = (n, line) => `t,x,eps,rho\n${`${line}\n`.repeat(n)}`;
  for (const [text, says] of [
    ['', /data: missing, allowed is a header line/], ['t;x;eps;rho\n0;0,5;0,01;1,2\n', /names with commas/], [lines(1, '0,0,5,0,01,1,2'), /line 2: "7 columns"/], [lines(1, '0.2,0.5,0.01,1'), /line 2, column t: 0\.2/],
    [lines(1, '0,0.5,2,1'), /column eps: 2/], [lines(1, '0,0.5,0.01,much'), /column rho: "much"/], [lines(1, '0,0.5,0.01,NaN'), /column rho: "NaN"/], [lines(1, '0,0.5,0.01,'), /line 2: missing, allowed is a value/],
    [lines(20001, '0,0.5,0.01,1'), /line 20002: .*up to 20000/], [lines(1e6, '0,0.5,0.01,1'), /13\D?000\D?012 bytes; measurements have at most/],
  ]) {
    await drop(page, says.source.includes('eps') ? 'stage' : 'problem', 'wrong.csv', text);
    await page.waitForFunction((source) => new RegExp(source).test(document.getElementById('fit-state').textContent), says.source);
    assert.match(await page.textContent('#fit-state'), /^wrong\.csv.* The measurements of good\.csv stay\.$/s);
    assert.ok(await page.isVisible('#fit-table') && await page.isEnabled('#fit-run'), text.slice(0, 40));
  }
  await drop(page, 'stage', 'other.json', layers); // a problem file goes to the editor
  await state(page, /^slab is sound/);
  await page.click('#own-close');
  await drop(page, 'view', 'marked.csv', `\uFEFF${csv.replaceAll('\n', '\r\n')}`);
  await page.waitForFunction(() => /^marked\.csv: 5 values of rho/.test(document.getElementById('fit-state').textContent));
  assertQuiet(page, site.url);
  await leave(page);
});

test('what is wrong is said at its field; nothing is lost; undo, delete and bring back', async () => {
  const page = await edit();
  const name = await page.inputValue('#own-name');
  await page.fill('#own-scattering', '1 + 2*y');
  await page.fill('#own-tEnd', '0.1x');
  await state(page, /2 things are to be mended: tEnd, scattering/);
  assert.equal(await page.textContent('#own-scattering-wrong mark'), 'y');
  assert.match(await page.textContent('#own-scattering-wrong'), /Column 7: unknown name "y"/);
  assert.match(await page.textContent('#own-tEnd-wrong'), /"0.1x" given, allowed is a number above 0/);
  assert.equal(await page.getAttribute('#own-scattering', 'aria-invalid'), 'true');
  assert.ok(await page.isDisabled('#own-train'));
  await page.reload();
  await untilReady(page);
  await page.click('#own-open');
  await state(page, /2 things/);
  assert.equal(await page.inputValue('#own-scattering'), '1 + 2*y');
  await page.selectOption('#own-equation', 'bgk');
  await state(page, /mended/);
  await page.click('#own-undo');
  assert.equal(await page.inputValue('#own-scattering'), '1 + 2*y');
  await page.fill('#own-scattering', '0.5 - x');
  await page.fill('#own-tEnd', '0.1');
  await state(page, /One thing is to be mended: scattering/);
  assert.match(await page.textContent('#own-scattering-wrong'), /at x = 0\.5/);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  assert.equal(await page.inputValue('#own-scattering'), '1 + 2*y');
  await page.keyboard.press('Control+Shift+Z');
  assert.equal(await page.inputValue('#own-scattering'), '0.5 - x');
  // What the data do is said: a jump cannot be resolved.
  await page.fill('#own-scattering', '1 + step(x - 0.5)');
  await page.fill('#own-tEnd', '0.1');
  await state(page, /sound/);
  assert.match(await page.textContent('#own-notes'), /scattering may jump: a network cannot resolve a jump/);

  await page.click('#own-delete');
  await said(page, /is deleted/);
  await page.click('#own-back');
  await said(page, /is back/);
  assert.equal(await page.inputValue('#own-name'), name);
  assert.equal(await page.inputValue('#own-scattering'), '1 + step(x - 0.5)');
  await page.click('#own-as-text');
  await page.fill('#own-text', '{"version": 1,');
  await state(page, /One thing is to be mended/);
  assert.match(await page.textContent('#own-faults'), /problem file: /);
  await page.click('#own-as-form');
  assert.equal(await page.inputValue('#own-text'), '{"version": 1,', 'a text that is no object stays a text');
  await said(page, /no JSON object yet/);
  // What was said of a text, and a link to it, do not stay beside the next one.
  await page.fill('#own-text', layers);
  await state(page, /^slab is sound/);
  assert.equal(await page.textContent('#own-said'), '');
  await page.click('#own-link');
  await said(page, /holds the whole problem/);
  await page.fill('#own-text', layers.replace('"slab"', '"wall"'));
  await state(page, /^wall is sound/);
  assert.ok(await page.isHidden('#own-link-box'), 'the link to the problem before');
  assert.equal(await page.textContent('#own-said'), '');
  assertQuiet(page, site.url);
  await leave(page);
});

test('files come in and go out: chosen, pasted, dropped', async () => {
  const page = await edit();
  const file = (name, text) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
  await page.setInputFiles('#own-file', [file('slab.json', layers), file('large.json', `{${' '.repeat(70_000)}}`)]);
  await said(page, /slab is taken from slab\.json\. large\.json has .* bytes; a problem file has at most/); // a word for each
  await page.getByLabel('Title', { exact: true }).fill('A slab');
  await page.fill('#own-title', '');
  await page.setInputFiles('#own-file', { name: 'latin.json', mimeType: 'application/json', buffer: Buffer.from(layers.replace('slab', 'w\xe4nde'), 'latin1') });
  await said(page, /Nothing was taken from latin\.json: it is not text in UTF-8/);
  await state(page, /^slab is sound/);
  const [saved] = await Promise.all([page.waitForEvent('download'), page.click('#own-export')]);
  assert.equal(saved.suggestedFilename(), 'slab.json');
  assert.deepEqual(JSON.parse(await readFile(await saved.path(), 'utf8')), JSON.parse(layers));
  const give = (kind, text, to = '#own-title') => page.evaluate(([k, t, where]) => {
    const data = new DataTransfer();
    data.setData('text', t);
    document.querySelector(where).dispatchEvent(k === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [kind, text, to]);
  await give('paste', layers.replace('slab', 'pasted'), '#own-scattering');
  await state(page, /^pasted is sound/);
  await give('drop', `see https://example.org/`);
  await said(page, /Nothing was taken from what was dropped: it does not begin with a brace/);
  await give('drop', `https://example.org/?v=1&own=${code(layers.replace('slab', 'dropped'))}&seed=3`);
  await state(page, /^dropped is sound/);
  assert.equal(await page.locator('#own-kept option').count(), 4);
  // A kept problem is chosen from the list of problems.
  await page.click('#own-close');
  await page.selectOption('#problem', { label: 'pasted' });
  await page.waitForFunction(() => location.search.includes('own=') && document.getElementById('problem').selectedOptions[0].textContent === 'pasted');
  assertQuiet(page, site.url);
  await leave(page);
});

test('no address can do harm: cut off, too large when unpacked, unsound, too long for a link', async () => {
  const page = await open(site.browser);
  const sound = code(layers);
  for (const [own, words] of [
    [sound.slice(0, -9), /could not be taken: it is not complete or has been changed/], // what else is refused: own-modules.test.mjs
    [code(`{${' '.repeat(1_000_000)}}`), /could not be taken: it holds more than 65536 bytes/],
    ['kept.elsewhere', /could not be taken: elsewhere is not kept in this browser/],
  ]) {
    await page.goto(`${site.url}/?v=1&own=${own}`);
    await untilReady(page);
    assert.match(await page.textContent('#notices'), words);
  }
  // An unsound one is opened, to be mended.
  await page.goto(`${site.url}/?v=1&own=${code(layers.replace('1 + a*x', '1 + b'))}`);
  await untilReady(page);
  await state(page, /to be mended: scattering/);
  // One without room in a link is refused there, and kept under its name.
  await page.click('#own-as-text');
  const long = JSON.parse(layers), terms = (name) => `1 + ${Array.from({ length: 50 }, () => `0.${noise()}${noise()}*${name}^2`).join(' + ')}`;
  let seed = 1;
  const noise = () => String((seed = (seed * 48271) % 2147483647) + 1e15).slice(-9) + String((seed * 16807) % 2147483647).slice(-5);
  for (const key of ['scattering', 'absorption', 'source', 'density']) long[key] = terms('x');
  for (const key of ['micro', 'left', 'right']) long[key] = key === 'micro' ? terms('v') : { inflow: terms('v') };
  await page.fill('#own-text', JSON.stringify(long));
  await state(page, /^slab is sound/);
  await page.click('#own-link');
  await said(page, /takes .* characters in a link, more than the 6.000/);
  await page.click('#own-train');
  await page.waitForFunction(() => location.search.includes('own=kept.slab'));
  await page.reload();
  await untilReady(page);
  await page.waitForFunction(() => document.getElementById('problem').selectedOptions[0].textContent === 'slab');
  await page.click('#share-open');
  assert.match(await page.textContent('#share-length'), /only in this browser/);
  assertQuiet(page, site.url);
  await leave(page);
});

test('the editor keeps the accessibility rules and fits: light, dark, as narrow as a phone', async () => {
  const page = await edit();
  await page.selectOption('#own-example', { index: 3 });
  await page.fill('#own-density', '1 +');
  await state(page, /mended: density/);
  await page.evaluate(axe);
  for (const change of [() => {}, () => page.emulateMedia({ colorScheme: 'dark' }), () => page.setViewportSize({ width: 390, height: 844 })]) {
    await change();
    for (const as of ['#own-as-form', '#own-as-text']) {
      await page.click(as);
      const found = await page.evaluate(async () => (await globalThis.axe.run(document.getElementById('own'), { iframes: false, resultTypes: ['violations'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
      assert.deepEqual(found, []);
      assert.ok(await page.evaluate(() => { const { scrollWidth, clientWidth } = document.getElementById('own'); return scrollWidth <= clientWidth; }), 'nothing is cut off at the side');
    }
  }
  await leave(page);
});

test('all of it by keyboard', async () => {
  const page = await open(site.browser);
  await page.goto(site.url);
  await untilReady(page);
  await page.focus('#own-open');
  await page.keyboard.press('Enter');
  await state(page, /sound/);
  const reached = new Set();
  for (let i = 0; i < 60 && !reached.has('own-train'); i++) {
    await page.keyboard.press('Tab');
    const { id, outlined } = await page.evaluate(() => {
      const e = document.activeElement, style = getComputedStyle(e);
      return { id: e.id || (e === document.body ? 'body' : e.textContent), outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 };
    });
    assert.ok(outlined || id === 'own' || id === 'body', `${id} does not show the focus`);
    reached.add(id);
    if (id !== 'own-absorption' || await page.inputValue('#own-absorption') !== '') continue;
    await page.keyboard.type('2*x');
    await state(page, /sound/);
    assert.equal(await page.isEnabled('#own-train'), true); // it is in the order only then
  }
  for (const id of ['own-kept', 'own-example', 'own-delete', 'own-import', 'own-export', 'own-link', 'own-name', 'own-scattering', 'own-absorption', 'own-left-kind', 'own-left-inflow', 'own-parameters']) assert.ok(reached.has(id), `${id} is not reached: ${[...reached].join(' ')}`);
  assert.ok(reached.has('own-train'));
  await page.keyboard.press('Enter');
  await untilSteps(page, 1);
  assertQuiet(page, site.url);
  await leave(page);
});
