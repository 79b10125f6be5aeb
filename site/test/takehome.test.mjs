// Figures, clip, data and citation from the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { leave, open, root, shoot, siteForTests, untilDrawn, untilReady, untilSteps } from './harness.mjs';
import { figure, withDensity } from '../js/figure.mjs';
import { npy, zip } from '../js/npz.mjs';

const site = siteForTests();

/** Saves something and returns {name, bytes}. */
async function saved(page, button) {
  const waiting = page.waitForEvent('download');
  await page.click(button);
  const file = await waiting;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

test('figures of several Knudsen numbers, data and citation', async () => {
  const page = await open(site.browser, { viewport: { width: 1280, height: 1100 } });
  await page.goto(`${site.url}/?v=1&problem=transport-mode&seed=4&eps=0.2&t=0.5`);
  await untilReady(page);
  await untilDrawn(page);
  await page.click('#run');
  await untilSteps(page, 20);
  await page.click('#run');
  await page.click('#takehome-open');
  assert.equal(await page.inputValue('#figure-eps'), '1, 0.2, 0.1, 0.001');
  await page.fill('#figure-eps', '1, 0.2, 1e-3');
  await page.fill('#figure-width', '127');
  const svg = await saved(page, '#figure-svg');
  assert.equal(svg.name, 'transport-mode-rho-flux-eps1_0.2_0.001-t0.5.svg');
  const text = svg.bytes.toString();
  assert.match(text, /width="127mm".*viewBox="0 0 360 /); // points
  for (const part of ['(a) density ρ', '(b) flux', 'ε = 0.001', 'reference']) assert.ok(text.includes(part), part);
  assert.equal(text.match(/<path [^>]*stroke-linejoin/g).length, 12, 'three curves and three references in two panels');
  assert.doesNotMatch(text, /NaN|undefined|style=/);
  assert.match(await page.inputValue('#figure-caption'), /transport-mode.*t = 0\.5 for ε = 1, 0\.2, 0\.001.*seed 4, step \d+, check [0-9a-f]{8}.*Relative L2 errors.*rho \d\.\de-\d at ε = 1/s);
  await page.fill('#figure-dpi', '100');
  await page.selectOption('#figure-field', 'flux');
  const { name, bytes } = await saved(page, '#figure-png');
  assert.equal(name, 'transport-mode-flux-eps1_0.2_0.001-t0.5.png');
  assert.equal(bytes.readUInt32BE(16), 500, 'pixels: 127 mm at 100 per inch');
  assert.equal(bytes.subarray(37, 41).toString(), 'pHYs');
  assert.equal(bytes.readUInt32BE(41), 3937);

  // The page prints the figure alone, on a page of its size.
  await page.evaluate(() => { globalThis.print = () => { globalThis.printed = true; }; });
  await page.click('#figure-pdf');
  await page.waitForFunction(() => globalThis.printed);
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type \/Page\b/g).length, 1);
  const [, width] = pdf.match(/\/MediaBox \[0 0 ([\d.]+)/);
  assert.ok(Math.abs(width - 360) < 1.5, `${width} points wide`);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('.printed').count(), 0);

  // Bad input gets a sentence.
  for (const [field, value, words] of [['#figure-eps', '2', /Knudsen numbers: 2 given/], ['#figure-eps', '1,1', /different/], ['#figure-width', '5', /Width: 5 given/], ['#figure-dpi', '', /Pixels per inch: nothing given/]]) {
    const before = await page.inputValue(field);
    await page.fill(field, value);
    await page.click('#figure-svg');
    await page.waitForFunction((s) => new RegExp(s).test(document.getElementById('takehome-said').textContent), words.source);
    await page.fill(field, before);
  }

  // Asked for before the first fields of a session are there: saved as soon as they are.
  const first = page.waitForEvent('download');
  await page.evaluate(() => {
    const at = document.getElementById('status');
    new MutationObserver((_, observer) => {
      if (!/step 0\D/.test(at.textContent)) return;
      observer.disconnect();
      document.getElementById('data-csv').click();
    }).observe(at, { subtree: true, childList: true, characterData: true });
    document.getElementById('reset').click();
  });
  assert.match(readFileSync(await (await first).path(), 'utf8'), /^eps,t,x,rho,flux/);
  assert.equal(await page.locator('.notice[data-key=export]').count(), 0);
  const csv = (await saved(page, '#data-csv')).bytes.toString().split('\n');
  assert.equal(csv[0].slice(0, 15), 'eps,t,x,rho,flu');
  assert.match(csv[1], /^0\.2,0,0,/, 'the view looks where it did before');
  const archive = (await saved(page, '#data-npz')).bytes;
  assert.equal(archive.readUInt32LE(0), 0x04034b50);
  assert.match(archive.toString('latin1'), /rho_reference\.npy/);
  assert.match(await page.inputValue('#cite-software'), /@software\{hrgrad/);
  assert.match(await page.inputValue('#cite-paper'), /2604\.24745/);
  await page.evaluate(readFileSync(path.join(root, 'site/node_modules/axe-core/axe.min.js'), 'utf8'));
  const found = await page.evaluate(async () => (await globalThis.axe.run('#takehome', { resultTypes: ['violations'] })).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
  assert.deepEqual(found, []);
  await shoot(page, 'takehome');

  // Clips, in time and through the Knudsen numbers.
  await page.selectOption('#clip-kind', 't');
  const clip = await saved(page, '#clip-record');
  assert.equal(clip.name, 'transport-mode-flux-eps0.2-t1-in-time.webm');
  assert.equal(clip.bytes.readUInt32BE(0), 0x1a45dfa3, 'the signature of WebM');
  const sizes = await page.evaluate(async (data) => {
    const video = document.createElement('video');
    video.src = URL.createObjectURL(new Blob([Uint8Array.from(data)], { type: 'video/webm' }));
    return new Promise((resolve) => { video.onloadedmetadata = () => resolve([video.videoWidth, video.videoHeight]); video.onerror = () => resolve(['not playable', video.error.message]); });
  }, [...clip.bytes]);
  if (sizes[0] !== 'not playable') assert.equal(sizes[0], 1280);
  await page.click('#takehome form button');
  assert.deepEqual(page.noted.errors.filter((e) => !/media-src/.test(e)), []);
  await leave(page);
});

test('files by hand: a figure without values, the archive, the density of a PNG', () => {
  const empty = figure({ panels: [{ label: 'a < b', x: [0, 1], y: null, curves: [{ x: [0, 1], y: [NaN, NaN], color: '#000', width: 1 }] }], legend: [], width: 80, about: '<&>' });
  assert.match(empty.text, /<desc>&lt;&amp;&gt;<\/desc>/);
  const header = npy(Float32Array.of(1, 2, 3, 4), [2, 2]);
  assert.equal(header.length, 64 * Math.ceil(header.indexOf(10) / 64) + 16);
  assert.match(Buffer.from(header).toString('latin1'), /'descr': '<f4', 'fortran_order': False, 'shape': \(2, 2\)/);
  assert.match(Buffer.from(npy([1, 2])).toString('latin1'), /'<f8'.*\(2,\)/);
  assert.match(Buffer.from(npy(5)).toString('latin1'), /'shape': \(\)/);
  assert.match(Buffer.from(npy('ab')).toString('latin1'), /'<U2'/);
  assert.throws(() => npy(Uint8Array.of(1)), /not written/);
  assert.equal(zip([['a', Uint8Array.of(1)]]).length, 30 + 1 + 1 + 46 + 1 + 22);
  assert.equal(withDensity(new Uint8Array(40), 72).length, 61);
});
