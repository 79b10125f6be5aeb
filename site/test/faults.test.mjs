// What happens when something is missing or wrong: the page says what and what
// to do, and downloads nothing large that it cannot use.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { assertQuiet, leave, open, probe, shoot, siteForTests, steps, untilDrawn, untilReady, untilSteps, untilStored, within } from './harness.mjs';

const site = siteForTests();

const notices = (page) => page.locator('#notices .notice p').allTextContents();
const programs = (page) => page.noted.requests.filter((r) => r.endsWith('.wasm'));

test('wrong values in the address are named and the page works with the defaults', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&eps=7&problem=nonsense&operator=%3Cb%3E&kernels=gpu&t=-1&seed=1.5&foo=1`);
  await untilReady(page);
  const texts = await notices(page);
  assert.equal(texts.length, 1, 'one message, with a line each');
  for (const key of ['eps=7', 'problem=nonsense', 'operator=<b>', 'kernels=gpu', 't=-1', 'seed=1.5', 'foo']) assert.ok(texts.some((t) => t.includes(key)), key);
  assert.equal(await page.locator('#notices b').count(), 0, 'an address is text, never markup');
  assert.equal(await page.textContent('#eps-value'), '0.1');
  await page.click('#step');
  await untilSteps(page, 1);
  assertQuiet(page, site.url);
  await leave(page);
});

test('each kind of kernels runs when asked for, and is named', async () => {
  const page = await open(site.browser);
  for (const [kernels, text] of [['scalar', 'scalar kernels'], ['relaxed', 'relaxed-SIMD kernels'], ['auto', 'SIMD kernels']]) {
    await page.goto(`${site.url}/?v=1&kernels=${kernels}`);
    await untilReady(page);
    await page.click('#step');
    await untilSteps(page, 1);
    await page.waitForFunction((words) => document.getElementById('status').textContent.includes(words), text);
  }
  assertQuiet(page, site.url);
  await leave(page);
});

/** A checkpoint of the page with the network's parameters put through a function and the checksum made right again. */
function spoil(bytes, change) {
  const out = Buffer.from(bytes), start = 8 + Number(out.readBigUInt64LE(0));
  const { __metadata__: { checksum }, ...tensors } = JSON.parse(out.toString('utf8', 8, start));
  for (const [name, { dtype, data_offsets: [from, to] }] of Object.entries(tensors)) {
    if (!name.startsWith('network.')) continue;
    assert.equal(dtype, 'F32');
    for (let at = start + from; at < start + to; at += 4) out.writeFloatLE(change(out.readFloatLE(at)), at);
  }
  // The checksum is over all bytes but its own digits.
  const at = out.indexOf(checksum), sum = crc64(Buffer.concat([out.subarray(0, at), out.subarray(at + checksum.length)]));
  out.write(sum.toString(16).padStart(checksum.length, '0'), at);
  return out;
}

/** The CRC-64 (ECMA, reflected) that seals a checkpoint. */
function crc64(bytes) {
  const table = Array.from({ length: 256 }, (_, i) => {
    let c = BigInt(i);
    for (let k = 0; k < 8; k++) c = c & 1n ? (c >> 1n) ^ 0xc96c5795d7870f42n : c >> 1n;
    return c;
  });
  let c = 0xffffffffffffffffn;
  for (const b of bytes) c = table[Number((c ^ BigInt(b)) & 0xffn)] ^ (c >> 8n);
  return c ^ 0xffffffffffffffffn;
}

test('divergence and NaN: the run stops, says why and what to do, and is back at a sound step', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.click('#step');
  await untilSteps(page, 1);
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  const bytes = await readFile(await file.path());

  // Parameters that are no numbers are refused; the session stays.
  await page.setInputFiles('#file', { name: 'nan.ckpt', mimeType: 'application/octet-stream', buffer: spoil(bytes, () => NaN) });
  await page.waitForSelector('#notices .notice.bad');
  assert.match((await notices(page)).join(' '), /NaN.*checkpoint/s);
  assert.equal(await steps(page), 1);
  await page.click('#notices button');

  // Huge ones evaluate, but their losses overflow in the first step.
  await page.setInputFiles('#file', { name: 'huge.ckpt', mimeType: 'application/octet-stream', buffer: spoil(bytes, (x) => 1e25 * x) });
  await page.waitForFunction(() => /step 1\D/.test(document.getElementById('status').textContent));
  await page.click('#run');
  await page.waitForSelector('#notices .notice.bad');
  assert.match((await notices(page)).join(' '), /Training stopped.*(NaN|Inf).*back at step 1,.*smaller learning rate/s);
  assert.equal(await page.textContent('#run'), 'Run');

  await page.click('#reset');
  await page.click('#run');
  await untilSteps(page, 5);
  assert.equal((await notices(page)).length, 0, 'a new start clears the message');
  assertQuiet(page, site.url);
  await leave(page);
});

const withoutWebGL = () => {
  const real = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return /webgl/.test(kind) ? null : real.call(this, kind, ...rest); };
};

/** Moves the mouse to the middle of a plot that is drawn anew all the time. */
async function pointAt(page, selector) {
  const at = await page.evaluate((s) => {
    document.querySelector(s).scrollIntoView({ block: 'center' });
    const { x, y, width, height } = document.querySelector(s).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  }, selector);
  await page.mouse.move(...at);
}

/** The numbers of colours on the two-dimensional canvas and in parts of it, by one reading: of several a browser warns. */
const colours = (page, parts = []) => page.evaluate((list) => {
  const canvas = document.querySelector('#view iframe').contentDocument.querySelector('canvas'), scale = canvas.width / canvas.clientWidth;
  const pixels = new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer);
  return [new Set(pixels).size, ...list.map((part) => {
    const [x, y, w, h] = [part.x, part.y, part.w, part.h].map((v) => Math.round(v * scale)), seen = new Set();
    for (let j = y; j < y + h; j++) for (let i = x; i < x + w; i++) seen.add(pixels[j * canvas.width + i]);
    return seen.size;
  })];
}, parts);

test('without WebGL the same plots are drawn on a two-dimensional canvas', async () => {
  const page = await open(site.browser, { before: withoutWebGL });
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await untilDrawn(page);
  const before = await probe(page);
  assert.equal(before.webgl, false);
  await page.click('#run');
  await untilSteps(page, 50);
  await page.waitForFunction((hash) => document.querySelector('#view iframe').contentWindow.hrgradView.probe().fieldHash !== hash, before.fieldHash);
  assert.ok((await probe(page)).drawn > before.drawn);
  const [all] = await colours(page);
  assert.ok(all > 100, `${all} colours on the canvas`);
  await shoot(page, 'no-webgl');
  // Maps over a plane, and f over the direction of flight, are drawn there as well.
  await page.goto(`${site.url}/?v=1&problem=transport2d-mode&eps=0.3&t=1`);
  await untilReady(page);
  await untilDrawn(page);
  await page.click('#step');
  await untilSteps(page, 1);
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().panels.some((p) => p.name === 'field:flux'));
  const names = ['field:rho', 'field:flux', 'velocities'], { panels } = await probe(page);
  const [, ...shown] = await colours(page, names.map((name) => panels.find((p) => p.name === name)));
  for (const [i, n] of shown.entries()) assert.ok(n > 30, `${n} colours in ${names[i]}`);
  await shoot(page, 'no-webgl-plane');
  assertQuiet(page, site.url);
  await leave(page);
});

/** Opens a page whose view cannot be downloaded. */
async function openWithoutView(address) {
  const page = await open(site.browser);
  await page.route('**/view.*.wasm', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(address);
  await untilReady(page);
  return page;
}

test('a view that fails says why, and the numbers, line plots and training remain', async () => {
  const page = await openWithoutView(site.url);
  await page.waitForFunction(() => /did not start: .*404.*Training, line plots/s.test(document.getElementById('view').textContent));
  await page.waitForSelector('#line path.network');
  const before = await page.locator('#line path.network').first().getAttribute('d');
  await page.click('#run');
  await untilSteps(page, 50);
  await page.waitForFunction((old) => document.querySelector('#line path.network').getAttribute('d') !== old, before);
  await page.waitForSelector('#line path.reference');
  assert.match(await page.textContent('#line'), /Loss of each task/);
  // Pointing at a plot tells its values, and goes on doing so while it changes.
  await pointAt(page, '#line figure > svg');
  await page.waitForFunction(() => /^x .*network .*reference /.test(document.querySelector('#line .readout').textContent));
  const drawn = await page.locator('#line path.network').first().getAttribute('d');
  await page.waitForFunction((old) => document.querySelector('#line path.network').getAttribute('d') !== old, drawn);
  assert.match(await page.textContent('#line .readout'), /^x /);
  await page.mouse.move(2, 2);
  await page.waitForFunction(() => document.querySelector('#line .readout').textContent === '');
  await shoot(page, 'no-view');
  await leave(page);
});

test('without the view a race has its plots too, and the run has its own again afterwards', async () => {
  const page = await openWithoutView(`${site.url}/?v=1&race=hrgrad,ls&raceSteps=80`);
  await page.waitForSelector('#line path.network');
  await page.click('#race-start');
  await page.waitForFunction(() => document.querySelectorAll('#line figure').length === 6 && document.querySelectorAll('#line path.r1').length >= 6);
  await page.waitForFunction(() => document.getElementById('race-pause').disabled && !/References/.test(document.getElementById('race-standing').textContent));
  const d = await page.locator('#line figure:first-child > svg path.r0').getAttribute('d');
  assert.ok(d.split('L').length >= 3, `the curve of the worst error: ${d}`);
  await pointAt(page, '#line figure:nth-child(2) > svg');
  assert.match(await page.textContent('#line figure:nth-child(2) .readout'), /^ε .*HRGrad .*LS /);
  await page.mouse.move(2, 2);
  await shoot(page, 'no-view-race');
  await page.click('#racebar-stop');
  await page.waitForSelector('#line path.network');
  await leave(page);
});

for (const [what, spoil, words] of [
  ['WebAssembly', () => { delete globalThis.WebAssembly; }, /WebAssembly switched off/],
  ['workers', () => { delete globalThis.Worker; }, /no web workers/],
]) {
  test(`without ${what} a plain message comes before any program is downloaded`, async () => {
    const page = await open(site.browser, { before: spoil });
    await page.goto(`${site.url}/?v=1`);
    await page.waitForSelector('#notices .notice.bad');
    assert.match((await notices(page)).join(' '), words);
    assert.ok(await page.isDisabled('#run'));
    assert.deepEqual(programs(page), []);
    assertQuiet(page, site.url);
    await leave(page);
  });
}

test('a program that cannot be downloaded is a message with a way out', async () => {
  const page = await open(site.browser);
  await page.route('**/engine.*.wasm', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(`${site.url}/?v=1`);
  await page.waitForSelector('#notices .notice.bad');
  assert.match((await notices(page)).join(' '), /could not be downloaded.*404.*Reload/);
  assert.ok(await page.isDisabled('#run'));
  await leave(page);
});

test('a checkpoint that is no checkpoint is refused in one sentence', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  for (const buffer of [Buffer.from('not a checkpoint'), Buffer.alloc(0)]) {
    await page.setInputFiles('#file', { name: 'x.ckpt', mimeType: 'application/octet-stream', buffer });
    await page.waitForSelector('#notices .notice.bad');
    assert.equal((await notices(page)).length, 1);
    await page.click('#notices button');
  }
  assert.equal(await steps(page), 0);
  assertQuiet(page, site.url);
  await leave(page);
});

/** Lets the training engine's worker do something, in the midst of whatever it does. */
const inEngine = (page, work) => page.workers().filter((w) => w.url().includes('worker.mjs')).at(0).evaluate(work);

test('an engine that breaks again and again is reported with a way out, and the run can still be saved', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await page.click('#step');
  await untilSteps(page, 1);
  await untilStored(page, 1);
  for (let k = 1; k <= 3; k++) {
    const first = page.workers()[0], gone = new Promise((resolve) => { first.on('close', resolve); });
    await inEngine(page, () => { setTimeout(() => { throw new Error('broken on purpose'); }); });
    await within(gone, 'the end of the worker');
    if (k === 3) break;
    await page.waitForSelector('.notice[data-key=engine]');
    await untilReady(page);
    await page.waitForFunction(() => /step 1\D/.test(document.getElementById('status').textContent));
    assert.match((await notices(page)).join(' '), /started again: .*broken on purpose.*goes on from step 1/);
    await page.click('.notice[data-key=engine] button:has-text("Dismiss")');
  }
  await page.waitForSelector('#notices .notice.bad');
  assert.match((await notices(page)).join(' '), /stopped: .*broken on purpose.*Reload.*step 1 can still be saved/);
  assert.ok(await page.isDisabled('#run'));
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
  assert.match(file.suggestedFilename(), /^hrgrad-transport-mode-1\.ckpt$/);
  await page.click('.notice[data-key=engine] button:has-text("Reload")');
  await untilReady(page);
  await page.setInputFiles('#file', await file.path());
  await untilSteps(page, 1);
  await page.click('#step');
  await untilSteps(page, 2);
  await leave(page);
});

test('a lost graphics device: the view starts again with what it showed', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1`);
  await untilReady(page);
  await untilDrawn(page);
  await page.click('#step');
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow?.hrgradView?.probe().fieldStep === 1);
  const { fieldHash } = await probe(page);
  await page.evaluate(() => {
    const scope = document.querySelector('#view iframe').contentWindow;
    scope.stillTheFirst = true;
    scope.document.querySelector('canvas').getContext('webgl2').getExtension('WEBGL_lose_context').loseContext();
  });
  await page.waitForFunction(() => !document.querySelector('#view iframe')?.contentWindow.stillTheFirst);
  await page.waitForFunction((hash) => document.querySelector('#view iframe').contentWindow.hrgradView?.probe().fieldHash === hash, fieldHash);
  await page.click('#step');
  await untilSteps(page, 2);
  await page.waitForFunction((hash) => document.querySelector('#view iframe').contentWindow.hrgradView?.probe().fieldHash !== hash, fieldHash);
  await leave(page);
});

test('the smallest Knudsen number of the address is on the slider', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&eps=1e-9`);
  await untilReady(page);
  assert.equal(await page.textContent('#eps-value'), '10⁻⁹');
  await page.waitForFunction(() => document.querySelectorAll('#errors tbody td').length >= 14);
  assertQuiet(page, site.url);
  await leave(page);
});

for (const [what, file, answer, words] of [
  ['is missing', '**/js/app.mjs', { status: 404, body: 'gone' }, /answered 404 for app\.mjs.*Reload/],
  ['imports one that is missing', '**/js/catalogue.mjs', { status: 404, body: 'gone' }, /answered 404 for catalogue\.mjs.*Reload/],
  ['has a type that browsers refuse', '**/*.mjs', { status: 200, contentType: 'text/plain', body: 'export {};' }, /as text\/plain.*text\/javascript/],
]) {
  test(`when the page's module ${what}, the page says so and what to do`, async () => {
    const page = await open(site.browser);
    await page.route(file, (route) => route.fulfill(answer));
    await page.goto(`${site.url}/?v=1`);
    await page.waitForSelector('#start-failed');
    await page.waitForFunction((source) => new RegExp(source).test(document.getElementById('start-failed').textContent), words.source);
    assert.equal(await page.textContent('#status'), 'Not loaded');
    await leave(page);
  });
}

test('when start.js is missing too, the page itself says so; alone it is not missed', async () => {
  const page = await open(site.browser);
  await page.route('**/start.js', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(site.url);
  await page.waitForFunction(() => 'started' in document.documentElement.dataset);
  assert.ok(!await page.isVisible('#unwatched'));
  await page.route('**/js/app.mjs', (route) => route.fulfill({ status: 404, body: 'gone' }));
  await page.goto(site.url);
  await page.waitForFunction(() => document.readyState === 'complete');
  assert.ok(await page.isVisible('#unwatched'));
  assert.match(await page.textContent('#unwatched'), /start\.js.*Reload/);
  await leave(page);
});

test('in a frame without an origin of its own the page says so, and gives its address', async () => {
  const page = await open(site.browser);
  await page.route('**/host.html', (route) => route.fulfill({ contentType: 'text/html', body: `<iframe sandbox="allow-scripts" src="${site.url}/?seed=3"></iframe>` }));
  await page.goto(`${site.url}/host.html`);
  const text = await page.frameLocator('iframe').locator('#start-failed').textContent();
  assert.match(text, /sandbox without allow-same-origin/);
  assert.ok(text.includes(`${site.url}/?seed=3`), text);
  await leave(page);
});

test('a page that hangs says so after half a minute, and takes it back when it starts', async () => {
  const page = await open(site.browser, { alone: true });
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/js/catalogue.mjs', async (route) => { await held; await route.continue(); });
  await page.clock.install();
  await page.goto(`${site.url}/?v=1`, { waitUntil: 'commit' });
  await page.waitForSelector('#status');
  await page.clock.fastForward(31_000);
  assert.match(await page.textContent('#start-failed'), /not started within half a minute.*reload/);
  release();
  await page.waitForFunction(() => 'started' in document.documentElement.dataset && !document.getElementById('start-failed'));
  await leave(page);
});
