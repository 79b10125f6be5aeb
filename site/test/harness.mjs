// What the browser tests share: the built site, the project's own server on a
// free port, Chromium, and pages that note every error and every request.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { after, afterEach, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const screenshots = path.join(root, 'build', 'screenshots');
const inRoot = { cwd: root, encoding: 'utf8' };

/** Builds the site into a directory of the tests and returns that directory; with SITE= it takes the one built there, by `make browser` with the single file. */
export function buildSite(flags = []) {
  if (process.env.SITE) return path.resolve(root, process.env.SITE);
  const out = path.join('build', 'test-site');
  execFileSync('go', ['run', './tools/build', '-compress', 'fast', ...flags, '-out', out], { ...inRoot, stdio: ['ignore', 'ignore', 'inherit'] });
  return path.join(root, out);
}

/** Serves a directory with tools/serve; returns {url, close}. */
export async function serve(directory) {
  const binary = path.join(root, 'build', 'serve');
  execFileSync('go', ['build', '-o', binary, './tools/serve'], inRoot);
  const process_ = spawn(binary, ['-dir', directory], { env: { ...process.env, PORT: '0' } });
  const url = await new Promise((resolve, reject) => {
    let seen = '';
    process_.stdout.on('data', (chunk) => {
      seen += chunk;
      const match = seen.match(/http:\/\/[^ ]+:\d+/);
      if (match) resolve(match[0]);
    });
    process_.on('exit', (code) => reject(new Error(`serve ended with ${code}: ${seen}`)));
  });
  // A test that fails before it closes its server must not hold the round.
  for (const held of [process_, process_.stdout, process_.stderr]) /** @type {any} */ (held).unref();
  process.on('exit', () => process_.kill());
  return { url, close: () => { process_.removeAllListeners('exit'); process_.kill(); } };
}

const flags = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-quic', '--no-first-run'];
const drawing = { software: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'], gpu: ['--enable-gpu', '--ignore-gpu-blocklist'] };

/**
 * Starts the Chromium that browser.sh finds, with a fresh profile; it draws in software, or with the machine's graphics device. The pages of
 * a context are in one process and share what is compiled of the programs (see open), unless each has its own.
 */
export async function launch(extra = [], { gpu = false, ownProcesses = false } = {}) {
  const executablePath = execFileSync('sh', [path.join(root, 'site/test/browser.sh'), 'chromium'], { encoding: 'utf8' }).trim();
  return chromium.launch({ executablePath, timeout: patience, args: [...flags, ...(ownProcesses ? [] : ['--process-per-site']), ...drawing[gpu ? 'gpu' : 'software'], ...extra] });
}

let ofProcess = null;

/**
 * The built site on a server, and Chromium, for the tests of a process: {directory, url, browser}, filled in before the first of them and gone after
 * the last.
 */
export function siteForTests() {
  if (ofProcess) return ofProcess;
  const site = ofProcess = { directory: '', url: '', browser: null };
  let server;
  before(async () => {
    site.directory = buildSite();
    server = await serve(site.directory);
    site.url = server.url;
    site.browser = await launch();
  });
  afterEach(() => leaveAll(site.browser));
  after(async () => {
    await site.browser?.close();
    server?.close();
  });
  return site;
}

/** Milliseconds that a test waits for anything: the machines of a CI are slow, and one that works does not wait. */
export const patience = 180_000;

/** Waits for what a browser may never say: then the test fails, and the next one runs. */
export const within = (promise, what) => Promise.race([promise, new Promise((_, reject) => { setTimeout(() => reject(new Error(`${what}: not within ${patience / 1000} seconds`)), patience).unref(); })]);

/** A visitor who knows the tour; without the service worker, which would store the whole site for every page of every test. */
const returning = () => {
  try { localStorage.setItem('hrgrad-tour', 'seen'); } catch { /* a document without storage */ }
  delete Navigator.prototype.serviceWorker;
};

/**
 * The plots are drawn at most ten times a second, not sixty, and the slower the more seldom: drawing in software takes its part of the one
 * processor of a CI, in the browser's graphics process once more than in the page.
 */
const unhurried = () => {
  if (!location.pathname.endsWith('/view.html')) return;
  const real = requestAnimationFrame.bind(globalThis), [least, most, share] = [100, 500, 5];
  let pause = least; // milliseconds
  globalThis.requestAnimationFrame = (draw) => setTimeout(() => real((now) => {
    const begin = performance.now();
    draw(now);
    pause = Math.min(most, Math.max(least, share * (performance.now() - begin)));
  }), pause);
};

const viewport = { width: 1280, height: 900 };
/** What a page may ask of a context that others have used before it. */
const adaptable = ['viewport', 'reducedMotion', 'colorScheme'];
/** For each browser the context that pages share, one after the other: {context, keeper, busy}; and the pages that are open. */
const shared = new WeakMap(), opened = new Map();

/**
 * A context for a page. Most of the time of opening one goes into compiling the programs, which Chromium shares between the pages of a
 * context. So pages follow each other in one, without anything stored, unless they overlap or ask for more; a page without programs,
 * the keeper, stays and holds what is compiled.
 */
async function contextFor(browser, alone, options) {
  let common = shared.get(browser);
  if (alone || common?.busy || Object.keys(options).some((key) => !adaptable.includes(key))) return { context: await browser.newContext({ viewport, ...options }) };
  if (!common) shared.set(browser, common = { context: null, keeper: null, busy: true });
  common.busy = true;
  if (!common.context) {
    common.context = await browser.newContext({ viewport });
    common.context.once('close', () => { if (shared.get(browser) === common) shared.delete(browser); });
  }
  if (common.keeper) {
    const session = await common.context.newCDPSession(common.keeper);
    await session.send('Storage.clearDataForOrigin', { origin: new URL(common.keeper.url()).origin, storageTypes: 'all' });
    await session.detach();
  }
  return { context: common.context, common };
}

/**
 * Opens a page; page.noted holds its errors, warnings and the addresses it asked for. With first it is a visitor's first one, with alone
 * it has a context of its own whatever else it asks for, with measured also all frames. The other options are those of contexts.
 */
export async function open(browser, options = {}) {
  const { before, first = false, alone = false, measured = false, ...contextOptions } = options;
  const { context, common } = await contextFor(browser, alone || first || measured, contextOptions);
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  if (common) {
    if (contextOptions.viewport) await page.setViewportSize(contextOptions.viewport);
    await page.emulateMedia({ reducedMotion: contextOptions.reducedMotion ?? null, colorScheme: contextOptions.colorScheme ?? null });
  }
  page.noted = { errors: [], requests: [] };
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) page.noted.errors.push(message.text()); });
  page.on('pageerror', (error) => page.noted.errors.push(error.message));
  const note = (request) => page.noted.requests.push(request.url());
  context.on('request', note);
  opened.set(page, { browser, common, note });
  if (!measured) await page.addInitScript(unhurried);
  if (!first) await page.addInitScript(returning);
  if (before) await page.addInitScript(before);
  return page;
}

/** Closes a page that open has opened, and with it all others of its context. */
export async function leave(page) {
  const { common, note } = opened.get(page), context = page.context();
  opened.delete(page);
  if (!common) return context.close();
  context.off('request', note);
  const programs = page.noted.requests.filter((address) => /\/(engine|view)\.\w+\.wasm$/.test(address) && address.startsWith(`${new URL(page.url()).origin}/`));
  if (!common.keeper && programs.length > 0) {
    const keeper = await context.newPage();
    await keeper.goto(new URL('/404.html', page.url()).href);
    await keeper.evaluate(async (addresses) => { globalThis.kept = await Promise.all(addresses.map((address) => WebAssembly.compileStreaming(fetch(address)))); }, [...new Set(programs)]);
    common.keeper = keeper;
  }
  for (const other of context.pages()) if (other !== common.keeper) await other.close();
  if (!common.keeper) await context.close();
  common.busy = false;
}

/** Closes what a test that failed has left open. */
async function leaveAll(browser) {
  for (const [page, of] of [...opened]) if (of.browser === browser) await leave(page).catch(() => { /* what is left ends with the browser */ });
}

/** Waits until the engine stands ready. */
export async function untilReady(page) {
  await page.waitForFunction(() => /** @type {HTMLButtonElement|null} */ (document.getElementById('run'))?.disabled === false);
}

/** Waits until the view has drawn fields. */
export async function untilDrawn(page) {
  await page.waitForFunction(() => document.querySelector('#view iframe')?.contentWindow.hrgradView?.probe().fieldHash > '0' && !document.querySelector('#view .veil'));
}

/** The number of steps in the status line. */
export async function steps(page) {
  const text = await page.textContent('#status');
  return Number(text.match(/step ([\d\u202f]+)/)?.[1].replaceAll('\u202f', '') ?? NaN);
}

/** Waits until the status line counts at least n steps. */
export async function untilSteps(page, n) {
  await page.waitForFunction((least) => {
    const match = document.getElementById('status').textContent.match(/step ([\d\u202f]+)/);
    return match && Number(match[1].replaceAll('\u202f', '')) >= least;
  }, n);
}

/** The runs that the browser keeps of the page: step, problem, and whether they were left. */
export const runsStored = (page) => page.evaluate(async () => {
  const database = await new Promise((resolve, reject) => {
    const r = indexedDB.open('hrgrad');
    r.onsuccess = () => resolve(r.result);
    r.onerror = reject;
    r.onupgradeneeded = () => r.transaction.abort();
  }).catch(() => null);
  if (!database) return [];
  const all = await new Promise((resolve) => { const r = database.transaction('things').objectStore('things').getAll(IDBKeyRange.bound(['runs'], ['runs', []])); r.onsuccess = () => resolve(r.result); });
  database.close();
  return all.map(({ step, problem, left }) => ({ step, problem, left }));
});
/** Waits until the state after a step is kept: then it outlasts the page and its engine. */
export async function untilStored(page, step) {
  for (const end = Date.now() + patience; !(await runsStored(page)).some((run) => run.step === step);) {
    assert.ok(Date.now() < end, `step ${step} is not stored: ${JSON.stringify(await runsStored(page))}`);
    await page.waitForTimeout(50);
  }
}

/** The view's own account of what it shows. */
export function probe(page) {
  return page.evaluate(() => document.querySelector('#view iframe').contentWindow.hrgradView.probe());
}

/** Fails when the page complained or asked another origin for anything. */
export function assertQuiet(page, url) {
  assert.deepEqual(page.noted.errors, [], 'errors or warnings on the console');
  const foreign = page.noted.requests.filter((r) => !r.startsWith(url) && !r.startsWith('blob:') && !r.startsWith('data:'));
  assert.deepEqual(foreign, [], 'requests to another origin');
}

/** Saves a screenshot under build/screenshots. */
export async function shoot(page, name) {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`), fullPage: true });
}

/** The check of a run that the page shows, from the losses of its last step: FNV-1a over the bytes of the numbers. */
export function check(losses) {
  let h = 0x811c9dc5;
  for (const byte of new Uint8Array(Float64Array.from(losses).buffer)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h.toString(16).padStart(8, '0');
}
