// make soak: runs of the command under Node and of the page in Chromium, Firefox and WebKit, to which everything happens that can, in an
// order that a seed decides, for SOAK_TIME (as in 20m or 90s). It prints what was survived, what was trained again and what was lost, and
// fails when anything was. SOAK_ENGINES=node,chromium,firefox,webkit takes some of them, SOAK_SEED another order.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { browsers, sizes } from './browsers.mjs';
import { buildSite, check, patience, root, serve } from './harness.mjs';
import { fragileSite, mishap } from './mishaps.mjs';

const [, amount, unit] = /^(\d+)([ms])$/.exec(process.env.SOAK_TIME || '20m') ?? [];
if (!amount) {
  console.error(`soak: SOAK_TIME: ${process.env.SOAK_TIME} given, allowed is a whole number with m or s, as in 20m`);
  process.exit(2);
}
const engines = (process.env.SOAK_ENGINES || 'node,chromium,firefox,webkit').split(',');
const total = Number(amount) * (unit === 'm' ? 60_000 : 1000);
let random = Number(process.env.SOAK_SEED || 1) >>> 0;
/** A whole number below n; the same order for the same seed. */
const draw = (n) => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
  return Math.floor((random / 2 ** 32) * n);
};
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

const further = 100;      // steps beyond those that the page showed before a mishap: then the run has passed the step at which it struck
const settings = { problem: 'transport-mode', seed: 5, points: 16, schedule: 'constant', steps: 1_000_000 };

/** What happened, by engine and mishap. */
const table = new Map();
function note(engine, what, { ms, again = 0, lost = '' }) {
  const key = `${engine}\t${what}`, row = table.get(key) ?? { engine, what, times: 0, longest: 0, again: 0, lost: [] };
  row.times++;
  row.longest = Math.max(row.longest, ms);
  row.again = Math.max(row.again, again);
  if (lost) row.lost.push(lost);
  table.set(key, row);
}

/** The command under Node; resolves with {code, out, err}, lines of JSON in out. act gets the process and a function that waits for a step. */
function command(args, { act = async () => {}, shell = '' } = {}) {
  const runner = path.join(root, 'tools', 'headless', 'hrgrad.mjs');
  const child = shell ? spawn('sh', ['-c', `${shell}; exec "$@"`, 'sh', process.execPath, runner, ...args]) : spawn(process.execPath, [runner, ...args]);
  let out = '', err = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  child.stderr.on('data', (chunk) => { err += chunk; });
  const ended = new Promise((resolve) => { child.on('close', (code) => resolve({ code, out: out.trim().split('\n').filter(Boolean).flatMap((line) => { try { return [JSON.parse(line)]; } catch { return []; } }), err })); });
  return Promise.all([act(child, async () => { for (const end = Date.now() + patience; !/"type":"progress"/.test(out) && Date.now() < end && child.exitCode === null;) await sleep(20); }), ended]).then(([, result]) => result);
}

const trainArguments = (...more) => ['train', ...Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)]), '--workers', '1', '--progress', 'json', ...more];

/** The check of a run that nothing happened to, at a step. */
async function reference(step) {
  const { out, err } = await command(['train', ...Object.entries({ ...settings, steps: step }).flatMap(([key, value]) => [`--${key}`, String(value)]), '--workers', '1', '--progress', 'json']);
  const last = out.filter(({ type, step: at }) => type === 'progress' && at === step).at(-1);
  if (!last) throw new Error(`the undisturbed run of ${step} steps gave no losses of its end: ${err.trim().split('\n').at(-1) || 'it said nothing'}`);
  return check(last.losses);
}

const folder = path.join(root, 'build', 'soak');

async function soakNode(deadline) {
  const file = path.join(folder, 'run.ckpt');
  const stateOf = () => JSON.parse(execFileSync(process.execPath, [path.join(root, 'tools', 'headless', 'hrgrad.mjs'), 'inspect', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  const resume = () => (at() > 0 ? ['train', '--resume', file, '--checkpoint', file, '--workers', '1', '--progress', 'json'] : trainArguments('--checkpoint', file));
  const at = () => { try { return stateOf().steps; } catch { return 0; } };
  const every = ['--checkpoint-every', '1s'];
  const kinds = {
    async 'kill -9'() {
      await command([...resume(), ...every], { act: async (child, begun) => { await begun(); await sleep(1200 + draw(1500)); child.kill('SIGKILL'); } });
    },
    async SIGTERM() {
      const { code, err } = await command([...resume(), ...every], { act: async (child, begun) => { await begun(); await sleep(draw(1500)); child.kill('SIGTERM'); } });
      assert.equal(code, 1, err);
      assert.match(err, /continue with --resume/);
    },
    async 'full disk'() { // no file may grow beyond a kilobyte or so
      const { code, err } = await command([...resume(), ...every, '--time-limit', '3s'], { shell: "trap '' XFSZ; ulimit -f 2" });
      assert.equal(code, 1, err);
      assert.doesNotMatch(err, /goroutine/);
    },
  };
  const names = Object.keys(kinds);
  for (let k = 0; Date.now() < deadline || k < names.length; k++) {
    const name = names[k < names.length ? k : draw(names.length)], before = at(), start = Date.now();
    let lost = '';
    try {
      await kinds[name]();
      if (at() < before) lost = `step ${before}, back at ${at()}`;
    } catch (cause) {
      lost = cause.message.split('\n')[0];
    }
    note('node', name, { ms: Date.now() - start, lost });
  }
  const { code, out, err } = await command([...resume(), '--time-limit', '1s']);
  const last = out.filter(({ type }) => type === 'progress').at(-1);
  const same = last && check(last.losses) === await reference(last.step);
  note('node', `the run of ${last?.step} steps at its end`, { ms: 0, lost: code === 0 && same ? '' : `its losses are others (${err})` });
}

/** What is done to a page; each leaves it such that the run goes on, by itself or with a click on Go on. */
const pageMishaps = {
  reload: { act: (page) => page.reload(), offered: true },
  'closed page': { act: (page, url) => page.goto(url), offered: true },
  'coordinator dies': { act: (page) => page.evaluate(mishap, { role: 'coordinator', kind: 'die' }), notice: 'engine' },
  'coordinator hangs': { act: (page) => page.evaluate(mishap, { role: 'coordinator', kind: 'hang' }), notice: 'engine' },
  'coordinator throws': { act: (page) => page.evaluate(mishap, { role: 'coordinator', kind: 'throw' }), notice: 'engine' },
  'gradient worker dies': { act: (page) => page.evaluate(mishap, { role: 'gradient', kind: 'die' }), notice: 'mended' },
  'gradient worker hangs': { act: (page) => page.evaluate(mishap, { role: 'gradient', kind: 'hang' }), notice: 'mended' },
  'graphics context lost': {
    act: (page) => page.evaluate(() => { document.querySelector('#view iframe')?.contentDocument.querySelector('canvas')?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext(); }),
  },
  'storage full for a while': {
    async act(page) {
      await page.evaluate(() => {
        IDBObjectStore.prototype.realPut = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };
      });
      await expect(page, 'the page says that the storage is full', () => /is full/.test(document.querySelector('.notice[data-key=storage]')?.textContent));
      await page.evaluate(() => { IDBObjectStore.prototype.put = IDBObjectStore.prototype.realPut; });
      await expect(page, 'the storage is used again', () => !document.querySelector('.notice[data-key=storage]'));
    },
  },
};

/** Asks a page until the answer is not falsy; between two answers it may have no document. */
async function expect(page, what, question, ...values) {
  for (const end = Date.now() + patience; Date.now() < end; await sleep(100)) {
    const answer = await page.evaluate(question, ...values).catch(() => null);
    if (answer) return answer;
  }
  throw new Error(`${what}: not within ${patience / 1000} s; the status line says "${await page.evaluate(() => document.getElementById('status')?.textContent).catch(() => 'nothing')}"`);
}

const stepOf = () => Number(/step ([\d\u202f]+)/.exec(document.getElementById('status')?.textContent ?? '')?.[1].replaceAll('\u202f', '') ?? NaN);
/** The step of a run that goes on and has got beyond one. */
const runsBeyond = (least) => {
  const step = Number(/step ([\d\u202f]+)/.exec(document.getElementById('status').textContent)?.[1].replaceAll('\u202f', '') ?? NaN);
  return document.getElementById('run').textContent === 'Pause' && step > least && step;
};
/** The step of a run that is paused, and the check of its losses, both of one line of the page. */
const paused = () => {
  const [, step, end] = /step ([\d\u202f]+).*check ([0-9a-f]{8})/.exec(document.getElementById('status').textContent) ?? [];
  return document.getElementById('run').textContent === 'Run' && end !== undefined && { step: Number(step.replaceAll('\u202f', '')), end };
};
const press = (key, label) => {
  const button = [...document.querySelectorAll(`.notice[data-key=${key}] button`)].find(({ textContent }) => textContent === label);
  button?.click();
  return button !== undefined;
};

async function soakPage(name, site, deadline) {
  const browser = await browsers[name](), page = await browser.open(sizes.desktop);
  try {
    const url = `${site}/?${new URLSearchParams({ v: '1', workers: '2', ...settings })}`;
    await page.goto(url);
    await expect(page, 'the engine is ready', () => !document.getElementById('run').disabled);
    await page.evaluate(() => { localStorage.setItem('hrgrad-tour', 'seen'); document.getElementById('run').click(); });
    await sleep(5000); // before the first second of training there is nothing to keep
    const names = Object.keys(pageMishaps);
    for (let k = 0; Date.now() < deadline || k < names.length; k++) {
      const what = names[k < names.length ? k : draw(names.length)], { act, offered, notice } = pageMishaps[what];
      await sleep(500 + draw(6000));
      const before = await page.evaluate(stepOf), start = Date.now();
      let lost = '', again = 0;
      try {
        await act(page, url);
        if (offered) await expect(page, 'the page offers the run', press, 'kept', 'Go on');
        if (notice) await expect(page, 'the page says what was replaced', press, notice, 'Dismiss');
        again = Math.max(0, before - await expect(page, 'the run goes on', runsBeyond, 0));
        await expect(page, 'the run gets further', runsBeyond, before + further);
      } catch (cause) {
        lost = cause.message.split('\n')[0];
      }
      note(name, what, { ms: Date.now() - start, again, lost });
      if (lost) return;
    }
    await page.evaluate(() => { document.getElementById('run').click(); });
    const { step, end } = await expect(page, 'the run pauses', paused);
    const right = await reference(step);
    note(name, `the run of ${step} steps at its end`, { ms: 0, lost: end === right ? '' : `its losses are others: check ${end}, undisturbed ${right}` });
  } finally {
    await page.close();
    await browser.close();
  }
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const server = engines.some((name) => name !== 'node') ? await serve(fragileSite(buildSite(), 'test-soak')) : null;
for (const [k, name] of engines.entries()) {
  const deadline = Date.now() + total / engines.length;
  console.log(`soak: ${name}, ${k + 1} of ${engines.length}`);
  try {
    if (name === 'node') await soakNode(deadline);
    else await soakPage(name, server.url, deadline);
  } catch (cause) {
    if (name === 'webkit' && cause.status === 1) note(name, 'not installed, not run', { ms: 0 });
    else note(name, 'start', { ms: 0, lost: cause.message.split('\n')[0] });
  }
}
server?.close();

const lines = [['engine', 'what happened', 'times', 'longest until it went on', 'most steps trained again', 'lost'],
  ...[...table.values()].map(({ engine, what, times, longest, again, lost }) => [engine, what, String(times), longest ? `${(longest / 1000).toFixed(1)} s` : '', String(again || ''), lost.join('; ') || 'nothing'])];
for (const line of lines) console.log(`| ${line.map((cell, i) => cell.padEnd(Math.max(...lines.map((l) => l[i].length)))).join(' | ')} |`);
const bad = [...table.values()].filter(({ lost }) => lost.length > 0).length;
console.log(bad === 0 ? 'soak: nothing was lost' : `soak: ${bad} of ${table.size} rows lost something`);
process.exit(bad === 0 ? 0 : 1);
