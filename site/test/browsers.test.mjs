// The core of the page in Chromium, Firefox and WebKit. On a desktop it trains, its maps change and follow the slider, and everywhere the
// same seed has the same losses, also after a reload and the end of the engine; on a phone it opens trained and trains, and so does a
// problem of one's own. Two pages in each, since starting one takes most of the time.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { browsers, sizes, until } from './browsers.mjs';
import { buildSite, serve } from './harness.mjs';
import { fragileSite, mishap } from './mishaps.mjs';

const steps = 40;
const query = new URLSearchParams({ v: 1, problem: 'transport-smooth', seed: 11, points: 16, steps });
const own = deflateRawSync('{"version":1,"name":"slab","equation":"transport","x":[0,1],"tEnd":0.1,"scattering":"1 + a*x","density":"1","left":{"inflow":"1"},"right":{"inflow":"0"},"parameters":{"a":[1,9]}}').toString('base64url');
const checks = new Map(), ownChecks = new Map(); // of the losses after the last step, by browser

/** The hash of the fields on the maps, once they are those of a step and a Knudsen number. */
const drawn = (step, eps) => {
  const shown = document.querySelector('#view iframe')?.contentWindow.hrgradView?.probe();
  return shown?.drawn > 0 && shown.fieldStep === step && shown.fieldEps === eps && shown.fieldHash;
};
/** Moves the slider of the Knudsen number as a visitor does. */
const slide = (value) => {
  const slider = document.getElementById('eps');
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
};

/** Whether the run's state after a step is in the browser's storage. */
const stored = (step) => {
  window.storedRuns ??= [];
  const opening = indexedDB.open('hrgrad', 1);
  opening.onupgradeneeded = () => opening.transaction.abort();
  opening.onsuccess = () => {
    const all = opening.result.transaction('things').objectStore('things').getAll(IDBKeyRange.bound(['runs'], ['runs', []]));
    all.onsuccess = () => { window.storedRuns = all.result; opening.result.close(); };
  };
  return window.storedRuns.some((run) => run.step === step);
};

/** Starts an engine beside the page's own, asks it at once, and returns what it has said when that is enough. Run: there is no session, a fault. */
const hasty = (module) => {
  if (!window.heard) {
    window.heard = [];
    const hear = (line) => window.heard.push(line);
    import(module).then(({ Engine }) => {
      const engine = new Engine({ onMessage: ({ type }) => hear(type), onPost() {}, onLoading() {}, onFailure: (role, reason) => hear(`failed: ${role}: ${reason}`) });
      return engine.start('auto').then(() => ['ping', 'ping', 'run', 'ping'].forEach((type) => engine.post({ type })));
    }).catch((cause) => hear(`failed: ${cause.message}`));
  }
  return window.heard.length >= 5 || window.heard.some((line) => /^failed/.test(line)) ? window.heard : null;
};

/** Figures and data can be saved, and what cannot be recorded is said before anything is pressed. */
async function takesHome(page) {
  await page.evaluate(() => {
    window.saved = [];
    const urlOf = URL.createObjectURL;
    URL.createObjectURL = (blob) => {
      blob.arrayBuffer().then((bytes) => window.saved.push({ type: blob.type, size: blob.size, head: String.fromCharCode(...new Uint8Array(bytes, 0, 4)) }));
      return urlOf.call(URL, blob);
    };
    document.addEventListener('click', (event) => { if (event.target.closest('a[download]')) event.preventDefault(); }, true);
    document.getElementById('figure-eps').value = '1, 0.01';
    document.getElementById('figure-dpi').value = '50';
    document.getElementById('takehome-open').click();
  });
  const heads = { 'figure-svg': '<svg', 'figure-png': '\x89PNG', 'data-csv': 'eps,', 'data-npz': 'PK\x03\x04' };
  for (const [i, [id, head]] of Object.entries(heads).entries()) {
    await page.evaluate(press, id);
    assert.equal((await until(page, id, (n) => window.saved[n], i)).head, head, id);
    await until(page, 'the dialog is ready for more', (name) => !document.getElementById(name).disabled, id);
  }
  const clip = await until(page, 'whether clips can be recorded is known', () => { const box = document.getElementById('clip'); return 'known' in box.dataset && [box.disabled, document.getElementById('clip-why').textContent]; });
  assert.ok(clip[0] === /^Clips cannot be recorded here: /.test(clip[1]), clip.join(': '));
}

let server, script;
before(async () => {
  const folder = fragileSite(buildSite(), 'test-browsers');
  server = await serve(folder);
  script = `${server.url}/${readdirSync(folder, { recursive: true }).find((file) => /js\/engine\.mjs$/.test(file))}`;
});
after(() => server?.close());

const ready = () => document.readyState === 'complete' && document.getElementById('run')?.disabled === false;
const press = (id) => document.getElementById(id).click();
const checkAt = (n) => new RegExp(`step ${n} .*check ([0-9a-f]{8})`).exec(document.getElementById('status').textContent)?.[1];
/** Presses a button of a notice, once it is there. */
const answer = (key, label) => {
  const button = [...document.querySelectorAll(`.notice[data-key=${key}] button`)].find(({ textContent }) => textContent === label);
  button?.click();
  return button !== undefined;
};

for (const [name, start] of Object.entries(browsers)) {
  test(name, async (t) => {
    let browser;
    try {
      browser = await start();
    } catch (cause) {
      // README promises Chromium and Firefox on every machine; WebKitGTK is for Linux, and Debian's root has it installed.
      if (name === 'webkit' && cause.status === 1) return t.skip('WebKitGTK is not installed');
      throw cause;
    }
    try {
      await t.test('desktop: reload, the end of the engine, training, maps that follow', async () => {
        const page = await browser.open(sizes.desktop);
        try {
          await page.goto(`${server.url}/?${query}`);
          await until(page, 'the engine is ready', ready);
          const untrained = await until(page, 'the maps are drawn', drawn, 0, 0.1);
          await page.evaluate(press, 'step');
          const check = await until(page, 'one step', checkAt, 1);
          await until(page, 'the run is stored', stored, 1);
          await page.reload();
          await until(page, 'the page offers the run', answer, 'kept', 'Go on');
          assert.equal(await until(page, 'the run is back', checkAt, 1), check);
          await page.evaluate(() => { // a figure that the engine is computing is there in the end
            document.addEventListener('click', (event) => { if (event.target.closest('a[download]')) event.preventDefault(); }, true);
            document.getElementById('takehome-open').click();
            document.getElementById('figure-svg').click();
          });
          await page.evaluate(mishap, { role: 'coordinator', kind: 'die' });
          await until(page, 'the engine is started again', answer, 'engine', 'Dismiss');
          await until(page, 'the engine is ready again', ready);
          await until(page, 'the figure is saved', () => /: done\. /.test(document.getElementById('takehome-said').textContent));
          await page.evaluate(() => document.getElementById('takehome').close());
          await page.evaluate(press, 'run');
          checks.set(`${name}, interrupted`, await until(page, `${steps} steps`, checkAt, steps));
          const trained = await until(page, 'the maps show the last step', drawn, steps, 0.1);
          await page.evaluate(slide, '-3');
          const fluid = await until(page, 'the maps follow the slider', drawn, steps, 0.001);
          assert.equal(new Set([untrained, trained, fluid]).size, 3, 'the maps stay the same');
          await page.evaluate(press, 'reset');
          await until(page, 'the run begins anew', () => /step 0\D/.test(document.getElementById('status').textContent));
          await page.evaluate(press, 'run');
          checks.set(name, await until(page, `${steps} steps`, checkAt, steps));
          assert.deepEqual(await until(page, 'an engine asked while it starts answers', hasty, script), ['hello', 'pong', 'pong', 'fault', 'pong']);
        } finally {
          await page.close();
        }
      });
      await t.test('phone: the bare address is trained and moves, a run of one\'s own is kept; a link to a problem trains, the editor checks', async () => {
        const shape = sizes.phone, page = await browser.open(shape);
        try {
          await page.goto(`${server.url}/`);
          await until(page, 'the network is trained', () => /trained over 16/.test(document.getElementById('status').textContent) && document.getElementById('run').textContent === 'Train it yourself');
          assert.deepEqual(await page.evaluate(() => [innerWidth, innerHeight, devicePixelRatio]), [shape.width, shape.height, shape.ratio]);
          await until(page, 'the Knudsen number sweeps', () => document.getElementById('eps').valueAsNumber < -1);
          await page.evaluate(press, 'run');
          await until(page, 'it trains', () => /step [1-9]/.test(document.getElementById('status').textContent));
          await page.evaluate(press, 'run');
          await until(page, 'the run is on the shelf', () => document.querySelectorAll('#runs-table tbody tr').length === 1);
          await takesHome(page);

          await page.goto(`${server.url}/?v=1&own=${own}&points=16&width=16&depth=2&steps=${steps}`);
          await until(page, 'the engine is ready', () => document.readyState === 'complete' && document.getElementById('run')?.disabled === false && Boolean(document.getElementById('set-a')));
          await page.evaluate(press, 'run');
          ownChecks.set(name, await until(page, `${steps} steps`, checkAt, steps));
          await page.evaluate(press, 'own-open');
          await until(page, 'the editor is open', () => /slab is sound/.test(document.getElementById('own-state').textContent));
          await page.evaluate(() => {
            const input = document.getElementById('own-scattering');
            input.value = 'x +';
            input.dispatchEvent(new Event('input', { bubbles: true }));
          });
          await until(page, 'the fault is told', () => /column 4/i.test(document.getElementById('own-scattering-wrong').textContent));
          assert.ok(await page.evaluate(() => document.getElementById('own').scrollWidth <= document.getElementById('own').clientWidth));
        } finally {
          await page.close();
        }
      });
    } finally {
      await browser.close();
    }
  });
}

test('the losses are the same in every browser', () => {
  for (const found of [checks, ownChecks]) {
    assert.ok(found.size >= 2, 'no browser has run');
    assert.equal(new Set(found.values()).size, 1, [...found].map(([where, check]) => `${where}: ${check}`).join('; '));
  }
});
