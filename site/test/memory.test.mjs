// Memory: a worker that only exchanges messages stays small, and the
// measurement of bench.mjs sees every program of the page.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { leave, open, patience, root, siteForTests, untilDrawn, untilReady, within } from './harness.mjs';
import { Realms, use } from './memory.mjs';

const site = siteForTests();

const tidy = readFileSync(path.join(root, 'site/js/tidy.mjs'), 'utf8').replace('export ', '').replace('20_000', '100');

/** Bytes outside of JavaScript's own heap after a worker has sent itself many messages. */
async function outside(page, script) {
  await within(page.evaluate((source) => new Promise((resolve) => {
    const work = `const c = new MessageChannel(); let n = 0; c.port1.onmessage = () => { if (++n === 20000) { setTimeout(() => self.postMessage('done'), 500); } else c.port2.postMessage(null); }; c.port2.postMessage(null);`;
    globalThis.worker = new Worker(URL.createObjectURL(new Blob([source + work])), { name: 'messages' });
    globalThis.worker.onmessage = resolve;
  }), script), 'many messages');
  const realms = await Realms.of(await page.context().newCDPSession(page));
  const worker = () => realms.list().find(({ name }) => name === 'messages');
  for (const end = Date.now() + patience; !worker() && Date.now() < end;) await page.waitForTimeout(50);
  const { embedderHeapUsedSize } = await worker().ask('Runtime.getHeapUsage');
  await page.evaluate(() => globalThis.worker.terminate());
  return embedderHeapUsedSize;
}

test('the garbage of many messages is collected', async () => {
  const page = await site.browser.newPage(); // without the policy of the site, which forbids such workers
  let without = 0, tidied = 0;
  for (let round = 0; round < 4 && !(without > 4e6 && tidied < without / 4); round++) { // a browser may happen to collect just then
    without = await outside(page, '');
    tidied = await outside(page, `${tidy}\ntidy();\n`);
  }
  assert.ok(without > 4e6, `without tidying ${without} bytes: the browser has become better, and tidy.mjs can go`);
  assert.ok(tidied < without / 4, `${tidied} bytes with tidying, ${without} without`);
  await page.close();
});

test('every program of the page tells its memory and its Go heap', async () => {
  const page = await open(site.browser);
  await page.goto(`${site.url}/?v=1&workers=2`);
  await untilReady(page);
  await untilDrawn(page);
  await page.click('#step');
  const realms = await Realms.of(await page.context().newCDPSession(page));
  const programs = ['view', 'coordinator', 'reference'], found = new Map();
  const told = (name) => found.get(name)?.go > 5e4 && found.get(name).wasm > found.get(name).go; // both are read one after the other, while they grow
  for (const end = Date.now() + patience; Date.now() < end && !programs.every(told);) {
    for (const realm of realms.list()) found.set(realm.name, await use(realm));
  }
  for (const name of programs) {
    const { wasm, go } = found.get(name);
    assert.ok(go > 5e4 && wasm > go, `${name}: ${wasm} bytes of memory, ${go} of them live`);
  }
  assert.ok(found.get('page').js > 1e6);
  await leave(page);
});
